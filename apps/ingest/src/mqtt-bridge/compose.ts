import { readFileSync } from "node:fs";
import { createMqttBridge, type MqttBridge } from "@outstation/adapters/mqtt-bridge";
import type { Broker } from "@outstation/domain/ports";
import type { Clock } from "@outstation/kit/clock";
import { fault } from "@outstation/kit/fault";
import type { Logger } from "@outstation/kit/logger";
import type { Environment } from "../environment";

/**
 * The bridge to the broker that `MQTT_BRIDGE_URL` names, a `Broker` for the process `bridge`; null where none is named.
 * @throws Fault `env.invalid` where a file does not read or half of a pair is missing; `bridge.address`, `bridge.options`
 */
export function composeMqttBridge(env: Environment, clock: Clock, logger: Logger): MqttBridge | null {
  if (env.MQTT_BRIDGE_URL === "") return null;
  const trusted = pemOf("MQTT_BRIDGE_CA_FILE", env.MQTT_BRIDGE_CA_FILE);
  const certificate = pemOf("MQTT_BRIDGE_CERT_FILE", env.MQTT_BRIDGE_CERT_FILE);
  const key = pemOf("MQTT_BRIDGE_KEY_FILE", env.MQTT_BRIDGE_KEY_FILE);
  requireBoth("MQTT_BRIDGE_CERT_FILE and MQTT_BRIDGE_KEY_FILE", certificate, key);
  const { MQTT_BRIDGE_USERNAME: username, MQTT_BRIDGE_PASSWORD: password } = env;
  requireBoth("MQTT_BRIDGE_USERNAME and MQTT_BRIDGE_PASSWORD", username, password);
  return createMqttBridge({
    url: env.MQTT_BRIDGE_URL,
    tls: { ...(trusted !== "" && { trusted: [trusted] }), ...(certificate !== "" && { certificate, key }) },
    ...(username !== "" && { login: { username, password } }),
    connections: env.MQTT_BRIDGE_CONNECTIONS,
    group: env.MQTT_BRIDGE_GROUP,
    instance: env.MQTT_BRIDGE_INSTANCE,
    inFlightMax: env.MQTT_BRIDGE_IN_FLIGHT_MAX,
    bytesInFlightMax: env.MQTT_BRIDGE_BYTES_IN_FLIGHT_MAX,
    now: clock.now,
    logger,
  });
}

/** Devices of both: one door, so that batches, quotas and turns are the same whichever they come by. */
export const withMqttBridge = (broker: Broker, mqttBridge: MqttBridge | null): Broker =>
  mqttBridge === null
    ? broker
    : {
        listen: async (doors) => {
          await broker.listen(doors);
          await mqttBridge.listen(doors);
        },
        close: async () => void (await Promise.all([broker.close(), mqttBridge.close()])),
      };

function pemOf(name: string, file: string): string {
  if (file === "") return "";
  try {
    return readFileSync(file, "utf8");
  } catch (cause) {
    throw fault("env.invalid", `${name} names a file that does not read: ${file}`, {}, cause);
  }
}

function requireBoth(names: string, one: string, other: string): void {
  if ((one === "") !== (other === "")) throw fault("env.invalid", `${names} go together: set both or neither`);
}
