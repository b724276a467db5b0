import type { CallOptions, Connection } from "../connection";
import { EmqxApiError } from "../error";
import type { BodyOf, Operation, PathOf, ReplyOf } from "../operation";
import { type Created, type Deleted, found } from "../outcomes";

type One = Operation<"get", "/authorization/sources/{type}">;
export type Source = Extract<ReplyOf<One>, { status: 200 }>["body"];
export type SourceChange = BodyOf<Operation<"post", "/authorization/sources">>;
export type SourceType = PathOf<One>["type"];

const saysOf = (error: unknown, said: string): boolean =>
  error instanceof EmqxApiError && error.status === 400 && error.detail.includes(said);

/**
 * Where the broker looks up whether a client may publish or subscribe; asked in order, the first that matches decides.
 * A new installation holds a `file` source that ends in `{allow, all}`: while it is there, `no_match: "deny"` protects nothing.
 * Any change here drains the authorization caches of all connections; a change of rules does not.
 */
export const authorizationSourcesArea = (connection: Connection) => ({
  /** `GET /authorization/sources`, in the order in which they are asked. */
  async list(options: CallOptions = {}): Promise<readonly Source[]> {
    return (await connection.call("get", "/authorization/sources", {}, options)).body.sources ?? [];
  },

  /** `GET /authorization/sources/{type}`; `undefined` when there is none. A `file` source's `rules` are its Erlang terms. */
  async find(type: SourceType, options: CallOptions = {}): Promise<Source | undefined> {
    return (await found(connection.call("get", "/authorization/sources/{type}", { path: { type } }, options)))?.body;
  },

  /**
   * `POST /authorization/sources`. The new source comes **first** in the order. One of each type: a second is answered with
   * 400 `BAD_REQUEST` naming `duplicated_authz_source_type` (emqx_authz.erl), not with 409.
   */
  async create(source: SourceChange, options: CallOptions = {}): Promise<Created> {
    try {
      await connection.call("post", "/authorization/sources", { body: source }, options);
      return "created";
    } catch (error) {
      if (saysOf(error, "duplicated_authz_source_type")) return "already-exists";
      throw error;
    }
  },

  /** `PUT /authorization/sources/{type}`: the source becomes this one, in its old place. @throws EmqxApiError 404 when absent. */
  async replace(source: SourceChange, options: CallOptions = {}): Promise<void> {
    const { type } = source;
    await connection.call("put", "/authorization/sources/{type}", { path: { type }, body: source }, options);
  },

  /**
   * `DELETE /authorization/sources/{type}`. Deleting `built_in_database` deletes its rules. An absent source is answered with
   * 400 `BAD_REQUEST` naming `not_found_source` (emqx_authz.erl), not with 404.
   */
  async delete(type: SourceType, options: CallOptions = {}): Promise<Deleted> {
    try {
      await connection.call("delete", "/authorization/sources/{type}", { path: { type } }, options);
      return "deleted";
    } catch (error) {
      if (saysOf(error, "not_found_source")) return "already-gone";
      throw error;
    }
  },

  /** `PUT /authorization/sources/order`: every type that is there, first asked first. @throws EmqxApiError 400 when one is missing. */
  async order(types: readonly SourceType[], options: CallOptions = {}): Promise<void> {
    await connection.call("put", "/authorization/sources/order", { body: types.map((type) => ({ type })) }, options);
  },
});
