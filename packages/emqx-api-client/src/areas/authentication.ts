import type { CallOptions, Connection } from "../connection";
import type { BodyOf, Operation, ReplyOf } from "../operation";
import { type Created, created, type Deleted, deleted, found } from "../outcomes";

export type Authenticator = Extract<ReplyOf<Operation<"get", "/authentication/{id}">>, { status: 200 }>["body"];
export type AuthenticatorChange = BodyOf<Operation<"post", "/authentication">>;

/**
 * The global authentication chain. With an **empty** chain a verified client certificate is enough; with any authenticator in it,
 * "every one ignored the client" is a refusal, so a listener for certificates alone needs an empty chain or `enable_authn: false`.
 * An id is `mechanism:backend`, such as `password_based:http`.
 */
export const authenticationArea = (connection: Connection) => ({
  /** `GET /authentication`, in the order in which they are asked. */
  async list(options: CallOptions = {}): Promise<readonly Authenticator[]> {
    return (await connection.call("get", "/authentication", {}, options)).body;
  },

  /** `GET /authentication/{id}`; `undefined` when there is none. */
  async find(id: string, options: CallOptions = {}): Promise<Authenticator | undefined> {
    return (await found(connection.call("get", "/authentication/{id}", { path: { id } }, options)))?.body;
  },

  /** `POST /authentication`, to the end of the chain; 409 when the mechanism and backend are in it already. */
  create(authenticator: AuthenticatorChange, options: CallOptions = {}): Promise<Created> {
    return created(connection.call("post", "/authentication", { body: authenticator }, options));
  },

  /** `PUT /authentication/{id}`. @throws EmqxApiError 404 `NOT_FOUND`. */
  async replace(id: string, authenticator: AuthenticatorChange, options: CallOptions = {}): Promise<void> {
    await connection.call("put", "/authentication/{id}", { path: { id }, body: authenticator }, options);
  },

  /** `DELETE /authentication/{id}`. */
  delete(id: string, options: CallOptions = {}): Promise<Deleted> {
    return deleted(connection.call("delete", "/authentication/{id}", { path: { id } }, options));
  },

  /** `PUT /authentication/order`: every id of the chain, first asked first. @throws EmqxApiError 400 when one is missing. */
  async order(ids: readonly string[], options: CallOptions = {}): Promise<void> {
    await connection.call("put", "/authentication/order", { body: ids.map((id) => ({ id })) }, options);
  },
});
