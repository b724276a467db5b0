import { PAGE_ITEMS, pages } from "./paging";
import type { Call } from "./transport";
import type { CallOptions, Client, ClientFilter } from "./types";

/** Sessions: those that are connected, and those that EMQX keeps for clients that are away. */
export function clients(call: Call) {
  return {
    list: (filter: ClientFilter = {}, { signal }: CallOptions = {}) =>
      pages<Client>("/clients", async (page) => {
        const { clientid, username, ...rest } = filter;
        const query = {
          ...rest,
          ...(clientid === undefined ? {} : { clientid: [...clientid] }),
          ...(username === undefined ? {} : { username: [...username] }),
          page,
          limit: PAGE_ITEMS,
        };
        const { body } = await call("get", "/clients", { query, accept: [200], signal });
        return { ...body, data: (body.data ?? []).filter(hasId) };
      }),
    /** @returns null where there is no session. */
    find: async (clientid: string, { signal }: CallOptions = {}): Promise<Client | null> => {
      const answer = await call("get", "/clients/{clientid}", { path: { clientid }, accept: [200, 404], signal });
      return answer.status === 200 ? { ...answer.body, clientid } : null;
    },
    /** Ends a session; the client may come back at once. @returns whether there was one. */
    kick: async (clientid: string, { signal }: CallOptions = {}): Promise<boolean> => {
      const { status } = await call("delete", "/clients/{clientid}", {
        path: { clientid },
        accept: [204, 404],
        signal,
      });
      return status === 204;
    },
    /** Ends many. EMQX does not say which of them there were. */
    kickMany: async (clientids: readonly string[], { signal }: CallOptions = {}): Promise<void> => {
      if (clientids.length === 0) return;
      await call("post", "/clients/kickout/bulk", { body: [...clientids], accept: [204], repeatable: true, signal });
    },
  };
}

const hasId = (client: { readonly clientid?: string }): client is Client => client.clientid !== undefined;
