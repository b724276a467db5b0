import type { CallOptions, Connection } from "../connection";
import type { BodyOf, Operation, ReplyOf, Schemas } from "../operation";
import { type Deleted, deleted, found } from "../outcomes";

export type Listener = Extract<ReplyOf<Operation<"get", "/listeners/{id}">>, { status: 200 }>["body"];
export type ListenerSummary = Schemas["listeners.listener_id_status"];
export type NewListener = BodyOf<Operation<"post", "/listeners">>;
export type ListenerChange = BodyOf<Operation<"put", "/listeners/{id}">>;

/**
 * Where clients connect; an id is `type:name`, such as `ssl:default`. `fail_if_no_peer_cert` without `verify: "verify_peer"` is
 * rejected. Certificates are given as PEM text or as a path on the broker's own disk; EMQX answers with paths. Revocation lists are
 * checked on `ssl` listeners only, and only where the list carries the issuing distribution point extension.
 */
export const listenersArea = (connection: Connection) => ({
  /** `GET /listeners`, of every type. */
  async list(options: CallOptions = {}): Promise<readonly ListenerSummary[]> {
    return (await connection.call("get", "/listeners", {}, options)).body;
  },

  /** `GET /listeners/{id}`; `undefined` when there is none. */
  async find(id: string, options: CallOptions = {}): Promise<Listener | undefined> {
    return (await found(connection.call("get", "/listeners/{id}", { path: { id } }, options)))?.body;
  },

  /** `POST /listeners`, named by `name`. @throws EmqxApiError 400 when it exists or its address is taken. */
  async create(listener: NewListener, options: CallOptions = {}): Promise<Listener> {
    return (await connection.call("post", "/listeners", { body: listener }, options)).body;
  },

  /**
   * `PUT /listeners/{id}`: merged into what is there, member by member, so a member left out stays. Body and path name the same listener,
   * or it is 400 `BAD_LISTENER_ID`. The listener restarts and drops its connections. @throws EmqxApiError 404 when there is none.
   */
  async change(listener: ListenerChange, options: CallOptions = {}): Promise<Listener> {
    const { id } = listener;
    return (await connection.call("put", "/listeners/{id}", { path: { id }, body: listener }, options)).body;
  },

  /** `DELETE /listeners/{id}`. */
  delete(id: string, options: CallOptions = {}): Promise<Deleted> {
    return deleted(connection.call("delete", "/listeners/{id}", { path: { id } }, options));
  },

  /** `POST /listeners/{id}/start` on every node. */
  async start(id: string, options: CallOptions = {}): Promise<void> {
    await connection.call("post", "/listeners/{id}/start", { path: { id } }, { ...options, repeatable: true });
  },

  /** `POST /listeners/{id}/stop` on every node: drops its connections. */
  async stop(id: string, options: CallOptions = {}): Promise<void> {
    await connection.call("post", "/listeners/{id}/stop", { path: { id } }, { ...options, repeatable: true });
  },

  /** `POST /listeners/{id}/restart` on every node: drops its connections. */
  async restart(id: string, options: CallOptions = {}): Promise<void> {
    await connection.call("post", "/listeners/{id}/restart", { path: { id } }, options);
  },
});
