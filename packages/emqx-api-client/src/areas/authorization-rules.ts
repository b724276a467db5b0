import type { CallOptions, Connection } from "../connection";
import type { Schemas } from "../operation";
import { type Created, created, type Deleted, deleted, found } from "../outcomes";
import { everyItem, type PageOptions } from "../paging";

/** `topic` may be a filter, `"eq a/#"` for that filter literally, or hold placeholders such as `${clientid}`. */
export type Rule = Schemas["emqx_authz_api_mnesia.rule_item"];
export type RulesOfUser = { readonly username: string; readonly rules: Rule[] };
export type RulesOfClient = { readonly clientid: string; readonly rules: Rule[] };

const root = "/authorization/sources/built_in_database/rules";

/**
 * The rules of the built-in database. Asked in this order, first match decides: the client id's, the user name's, everyone's.
 * The source `built_in_database` must exist, or all of this answers 404. At most `max_rules` (100) per subject. A change
 * is seen by a connected client only when its cache entry ends (`ttl`, 1 minute by default) or is cleared.
 * A rule whose placeholder is not set does not match: never build a deny on one.
 */
export const authorizationRulesArea = (connection: Connection) => ({
  users: {
    /** `POST …/rules/users`. Creates all or none: 409 when any of them has rules already, even if they are the same. */
    create(rules: readonly RulesOfUser[], options: CallOptions = {}): Promise<Created> {
      return created(connection.call("post", `${root}/users`, { body: [...rules] }, options));
    },
    /** `PUT …/rules/users/{username}`: becomes exactly these, there or not. Body and path name the same user, or EMQX fails with 500. */
    async upsert({ username, rules }: RulesOfUser, options: CallOptions = {}): Promise<void> {
      const input = { path: { username }, body: { username, rules } };
      await connection.call("put", `${root}/users/{username}`, input, options);
    },
    /** `GET …/rules/users/{username}`; `undefined` when the user has none. */
    async find(username: string, options: CallOptions = {}): Promise<readonly Rule[] | undefined> {
      const reply = await found(connection.call("get", `${root}/users/{username}`, { path: { username } }, options));
      return reply && (reply.body.rules ?? []);
    },
    /** `GET …/rules/users`, page by page. `containing` is a substring scan over the whole table. */
    list({ pageSize = 1_000, containing, signal }: PageOptions & { containing?: string } & CallOptions = {}) {
      const query = { limit: pageSize, ...(containing === undefined ? {} : { like_username: containing }) };
      return everyItem(
        `GET ${root}/users`,
        async (page) => (await connection.call("get", `${root}/users`, { query: { ...query, page } }, { signal })).body,
      );
    },
    /** `DELETE …/rules/users/{username}`. */
    delete(username: string, options: CallOptions = {}): Promise<Deleted> {
      return deleted(connection.call("delete", `${root}/users/{username}`, { path: { username } }, options));
    },
  },

  clients: {
    /** `POST …/rules/clients`. Creates all or none, as for users. */
    create(rules: readonly RulesOfClient[], options: CallOptions = {}): Promise<Created> {
      return created(connection.call("post", `${root}/clients`, { body: [...rules] }, options));
    },
    /** `PUT …/rules/clients/{clientid}`: becomes exactly these, there or not. */
    async upsert({ clientid, rules }: RulesOfClient, options: CallOptions = {}): Promise<void> {
      const input = { path: { clientid }, body: { clientid, rules } };
      await connection.call("put", `${root}/clients/{clientid}`, input, options);
    },
    /** `GET …/rules/clients/{clientid}`; `undefined` when the client has none. */
    async find(clientid: string, options: CallOptions = {}): Promise<readonly Rule[] | undefined> {
      const reply = await found(connection.call("get", `${root}/clients/{clientid}`, { path: { clientid } }, options));
      return reply && (reply.body.rules ?? []);
    },
    /** `GET …/rules/clients`, page by page. `containing` is a substring scan over the whole table. */
    list({ pageSize = 1_000, containing, signal }: PageOptions & { containing?: string } & CallOptions = {}) {
      const query = { limit: pageSize, ...(containing === undefined ? {} : { like_clientid: containing }) };
      return everyItem(
        `GET ${root}/clients`,
        async (page) =>
          (await connection.call("get", `${root}/clients`, { query: { ...query, page } }, { signal })).body,
      );
    },
    /** `DELETE …/rules/clients/{clientid}`. */
    delete(clientid: string, options: CallOptions = {}): Promise<Deleted> {
      return deleted(connection.call("delete", `${root}/clients/{clientid}`, { path: { clientid } }, options));
    },
  },

  everyone: {
    /** `GET …/rules/all`; empty when there are none. */
    async get(options: CallOptions = {}): Promise<readonly Rule[]> {
      return (await connection.call("get", `${root}/all`, {}, options)).body.rules ?? [];
    },
    /** `POST …/rules/all`: becomes exactly these, so it may be repeated although it is a POST. */
    async replace(rules: readonly Rule[], options: CallOptions = {}): Promise<void> {
      const treatment = { ...options, repeatable: true };
      await connection.call("post", `${root}/all`, { body: { rules: [...rules] } }, treatment);
    },
    /** `DELETE …/rules/all`: 204, whether there were any or not. */
    async delete(options: CallOptions = {}): Promise<void> {
      await connection.call("delete", `${root}/all`, {}, options);
    },
  },

  /** `DELETE …/rules`: every rule of every subject. @throws EmqxApiError 400 unless the source has been disabled first. */
  async purge(options: CallOptions = {}): Promise<void> {
    await connection.call("delete", root, {}, options);
  },
});
