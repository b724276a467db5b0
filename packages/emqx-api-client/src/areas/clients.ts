import type { CallOptions, Connection } from "../connection";
import type { Operation, QueryOf, Schemas } from "../operation";
import { type Deleted, deleted, found } from "../outcomes";
import { everyItem, type PageOptions } from "../paging";

export type Client = Schemas["emqx_mgmt_api_clients.client"];
export type CacheEntry = Schemas["emqx_mgmt_api_clients.authz_cache"];
export type Subscription = Schemas["emqx_mgmt_api_subscriptions.subscription"];
/** Lists in it are any-of. `fields` cuts the answer down, which matters at a hundred thousand clients. */
export type ClientFilter = Omit<QueryOf<Operation<"get", "/clients">>, "limit" | "page">;

/** The one list that EMQX reads with commas, where every other repeats its parameter. */
const fieldsOf = ({ fields }: ClientFilter): ClientFilter =>
  Array.isArray(fields) ? { fields: [fields.join(",")] as unknown as typeof fields } : {};

/** Clients the broker holds a session for, connected or not. Client ids are global: one device taking another's ends its session. */
export const clientsArea = (connection: Connection) => ({
  /** `GET /clients`, page by page. `like_…` is a substring scan of every session. */
  list(filter: ClientFilter = {}, { pageSize = 1_000, signal }: PageOptions & CallOptions = {}) {
    return everyItem("GET /clients", async (page) => {
      const query = { ...filter, ...fieldsOf(filter), limit: pageSize, page };
      return (await connection.call("get", "/clients", { query }, { signal })).body;
    });
  },

  /** `GET /clients/{clientid}`; `undefined` when the broker holds no session of that id. */
  async find(clientid: string, options: CallOptions = {}): Promise<Client | undefined> {
    return (await found(connection.call("get", "/clients/{clientid}", { path: { clientid } }, options)))?.body;
  },

  /** `DELETE /clients/{clientid}`: ends its connection and its session. It may connect again at once: ban first, kick second. */
  kick(clientid: string, options: CallOptions = {}): Promise<Deleted> {
    return deleted(connection.call("delete", "/clients/{clientid}", { path: { clientid } }, options));
  },

  /** `POST /clients/kickout/bulk`: 204 whether they were there or not, so it may be repeated although it is a POST. */
  async kickMany(clientids: readonly string[], options: CallOptions = {}): Promise<void> {
    if (clientids.length === 0) return;
    await connection.call("post", "/clients/kickout/bulk", { body: [...clientids] }, { ...options, repeatable: true });
  },

  /** `GET /clients/{clientid}/subscriptions`; `undefined` when there is no such client. */
  async subscriptions(clientid: string, options: CallOptions = {}): Promise<readonly Subscription[] | undefined> {
    const call = connection.call("get", "/clients/{clientid}/subscriptions", { path: { clientid } }, options);
    return (await found(call))?.body;
  },

  /** `DELETE /clients/{clientid}/authorization/cache`: its next publish or subscribe is decided by the rules as they are now. */
  clearAuthorizationCache(clientid: string, options: CallOptions = {}): Promise<Deleted> {
    const path = { clientid };
    return deleted(connection.call("delete", "/clients/{clientid}/authorization/cache", { path }, options));
  },
});
