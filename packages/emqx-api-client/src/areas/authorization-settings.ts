import type { CallOptions, Connection } from "../connection";
import type { Operation, ReplyOf } from "../operation";

type Reply = ReplyOf<Operation<"get", "/authorization/settings">>;
export type AuthorizationSettings = Extract<Reply, { status: 200 }>["body"];

/** What holds when no source decides, and how long a decision is remembered. */
export const authorizationSettingsArea = (connection: Connection) => {
  /** `GET /authorization/settings`. A new installation says `no_match: "allow"` and `deny_action: "ignore"`. */
  const get = async (options: CallOptions = {}): Promise<AuthorizationSettings> =>
    (await connection.call("get", "/authorization/settings", {}, options)).body;

  return {
    get,

    /**
     * `PUT /authorization/settings` with what is not given kept as it is. EMQX has no clause for a body without `no_match`,
     * `deny_action` and `cache` (emqx_authz_api_settings.erl), so all three are always sent. Durations are text such as `"1m"`.
     */
    async change(change: Partial<AuthorizationSettings>, options: CallOptions = {}): Promise<AuthorizationSettings> {
      const before = await get(options);
      const cache = { enable: true, ...before.cache, ...change.cache };
      const body = { ...before, ...change, cache };
      return (await connection.call("put", "/authorization/settings", { body }, options)).body;
    },

    /** `DELETE /authorization/cache`: of every connection of the cluster. */
    async clearCache(options: CallOptions = {}): Promise<void> {
      await connection.call("delete", "/authorization/cache", {}, options);
    },
  };
};
