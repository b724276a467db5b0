import type { CallOptions, Connection } from "../connection";
import { isPresentAlready } from "../error";
import type { Schemas } from "../operation";
import { type Created, created, type Deleted, deleted } from "../outcomes";
import { everyItem, type PageOptions } from "../paging";

/** `until` is seconds since 1970 or RFC 3339; without it a ban lasts for ever (since 5.8.1). */
export type Ban = Schemas["emqx_mgmt_api_banned.ban"];
export type BanKind = Ban["as"];

/** EMQX allows one filter in a query. The `…Matching` ones are regular expressions. */
export type BanFilter =
  | { readonly clientid: string }
  | { readonly username: string }
  | { readonly peerhost: string }
  | { readonly like_clientid: string }
  | { readonly like_username: string }
  | { readonly like_peerhost: string }
  | { readonly like_peerhost_net: string };

/** How often a ban that comes back between DELETE and POST is replaced again. */
const replacementsMax = 3;

/**
 * Who may not connect. **Only `as: "clientid"` ends a live session** (emqx_banned.erl, on_banned); after a ban by user name, address or
 * pattern, kick the clients yourself. Patterns are tried at every connect of anyone: keep them few. EMQX means this table for a
 * small number of bans, so give every ban an end.
 */
export const bannedArea = (connection: Connection) => {
  const post = (ban: Ban, options: CallOptions, repeatable: boolean) =>
    connection.call("post", "/banned", { body: ban }, { ...options, repeatable });

  const remove = (as: BanKind, who: string, options: CallOptions = {}): Promise<Deleted> =>
    deleted(connection.call("delete", "/banned/{as}/{who}", { path: { as, who } }, options));

  return {
    /**
     * `POST /banned`. An existing ban of the same kind and name is answered with **400** `ALREADY_EXISTS` and stays as it was.
     * @param options.repeatable made again after a lost reply: then "already-exists" may be what the lost one created.
     */
    create(
      ban: Ban,
      { repeatable = false, ...options }: CallOptions & { readonly repeatable?: boolean } = {},
    ): Promise<Created> {
      return created(post(ban, options, repeatable));
    },

    /**
     * The ban becomes this one. EMQX has no update: `POST`, and where a ban exists, `DELETE` and `POST` again. POST comes first so that a
     * new ban is one call and a repeated job never lifts a ban it has not read; between DELETE and POST the client may connect, so kick
     * after this, not before.
     */
    async replace(ban: Ban, options: CallOptions = {}): Promise<"created" | "replaced"> {
      for (let replacements = 0; ; replacements += 1) {
        try {
          await post(ban, options, true);
          return replacements === 0 ? "created" : "replaced";
        } catch (error) {
          if (!isPresentAlready(error) || replacements === replacementsMax) throw error;
        }
        await remove(ban.as, ban.who, options);
      }
    },

    /** `GET /banned`, page by page, all of them or those of one filter. */
    list(filter: BanFilter | Record<never, never> = {}, { pageSize = 1_000, signal }: PageOptions & CallOptions = {}) {
      return everyItem("GET /banned", async (page) => {
        const query = { ...filter, limit: pageSize, page };
        return (await connection.call("get", "/banned", { query }, { signal })).body;
      });
    },

    /** `DELETE /banned/{as}/{who}`. */
    delete: remove,

    /** `DELETE /banned`: lifts **every** ban of the cluster. */
    async deleteAll(options: CallOptions = {}): Promise<void> {
      await connection.call("delete", "/banned", {}, options);
    },
  };
};
