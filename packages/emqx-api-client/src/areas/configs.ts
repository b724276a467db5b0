import { isDeepStrictEqual } from "node:util";
import type { CallOptions, Connection } from "../connection";
import { EmqxApiError } from "../error";
import type { Operation, QueryOf, ReplyOf } from "../operation";

type Zone = ReplyOf<Operation<"get", "/configs/global_zone">>;
export type GlobalZone = Extract<Zone, { status: 200 }>["body"];
export type ConfigRoot = NonNullable<QueryOf<Operation<"get", "/configs">>["key"]>;

/**
 * The broker's configuration. Set `mqtt.peer_cert_as_clientid: "cn"` where certificates are identities: client ids are global, and a
 * client that may choose its own can end anybody's session. EMQX 5.8 does not refuse `+`, `#` or `/` in what it takes out of a
 * certificate, so the issuer must.
 */
export const configsArea = (connection: Connection) => {
  const getGlobalZone = async (options: CallOptions = {}): Promise<GlobalZone> =>
    (await connection.call("get", "/configs/global_zone", {}, options)).body;

  return {
    /** `GET /configs/global_zone`: `mqtt`, `flapping_detect`, `force_shutdown`, `force_gc`, `durable_sessions`, with their defaults. */
    getGlobalZone,

    /**
     * `PUT /configs/global_zone` with what is not given kept as it is: reads, merges one level deep within each root, and writes only the
     * roots that change. Whether the broker keeps or resets members left out of a root differs by version, hence whole roots.
     * @returns whether anything was written.
     */
    async changeGlobalZone(change: GlobalZone, options: CallOptions = {}): Promise<boolean> {
      const before = await getGlobalZone(options);
      const roots = Object.keys(change) as (keyof GlobalZone)[];
      const merged = roots.map((root) => [root, { ...before[root], ...change[root] }] as const);
      const changed = merged.filter(([root, value]) => !isDeepStrictEqual(value, before[root]));
      if (changed.length === 0) return false;
      await connection.call("put", "/configs/global_zone", { body: Object.fromEntries(changed) }, options);
      return true;
    },

    /** `GET /configs?key=…` as HOCON text, which `load` takes back. Secrets in it come as `******`. */
    async readHocon(key: ConfigRoot, options: CallOptions = {}): Promise<string> {
      const treatment = { ...options, accept: "text/plain" };
      const { body } = await connection.call("get", "/configs", { query: { key } }, treatment);
      if (typeof body === "string") return body;
      throw new EmqxApiError({ code: "UNEXPECTED_REPLY", endpoint: "GET /configs", detail: "not HOCON text" });
    },

    /** `PUT /configs`: HOCON text merged into the configuration, or replacing the roots it names. @throws EmqxApiError 400 naming each fault. */
    async load(hocon: string, mode: "merge" | "replace" = "merge", options: CallOptions = {}): Promise<void> {
      await connection.call("put", "/configs", { query: { mode }, body: hocon }, options);
    },
  };
};
