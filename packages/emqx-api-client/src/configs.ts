import type { Call } from "./transport";
import type { CallOptions, GlobalZone, MqttConfig } from "./types";

/** Configuration of the whole cluster. What the environment of the broker sets wins over it at the next start. */
export function configs(call: Call) {
  const get = async ({ signal }: CallOptions = {}): Promise<GlobalZone> => {
    const { body } = await call("get", "/configs/global_zone", { accept: [200], signal });
    return body;
  };
  const put = async (zone: GlobalZone, { signal }: CallOptions = {}): Promise<GlobalZone> => {
    const { body } = await call("put", "/configs/global_zone", { body: zone, accept: [200], signal });
    return body;
  };
  return {
    globalZone: {
      get,
      /** Replaces each part that is given, whole: a field that is left out of a part goes back to its default. */
      put,
      /** Changes single MQTT settings and keeps the others: reads, merges, writes. */
      changeMqtt: async (change: MqttConfig, options: CallOptions = {}): Promise<void> => {
        const { mqtt = {} } = await get(options);
        await put({ mqtt: { ...mqtt, ...change } }, options);
      },
    },
  };
}
