import { PAGE_ITEMS, pages } from "./paging";
import type { Call } from "./transport";
import type { AuthorizationRule, CallOptions } from "./types";

type Rules = readonly AuthorizationRule[];
export type UserRules = { readonly username: string; readonly rules: Rules };
export type ClientRules = { readonly clientid: string; readonly rules: Rules };

const BASE = "/authorization/sources/built_in_database/rules";

/**
 * The rules of the built-in database: a client's own, then those of its user name, then everybody's; the first that fits
 * decides. Without a `built_in_database` source every call is refused with `NOT_FOUND`. A rule takes effect on a
 * connection when its cache has forgotten (a minute), or at once after `cache.clear`.
 */
export function rules(call: Call) {
  return {
    users: users(call),
    clients: clients(call),
    all: all(call),
    /** Every rule of everybody. @throws EmqxApiError 400 unless the source is disabled first. */
    purge: async ({ signal }: CallOptions = {}): Promise<void> => {
      await call("delete", BASE, { accept: [204], signal });
    },
  };
}

function all(call: Call) {
  return {
    get: async ({ signal }: CallOptions = {}): Promise<AuthorizationRule[]> => {
      const { body } = await call("get", `${BASE}/all`, { accept: [200], signal });
      return body.rules ?? [];
    },
    /** In spite of its POST it replaces, so it may be made twice. */
    replace: async (wanted: Rules, { signal }: CallOptions = {}): Promise<void> => {
      await call("post", `${BASE}/all`, { body: { rules: [...wanted] }, accept: [204], repeatable: true, signal });
    },
    clear: async ({ signal }: CallOptions = {}): Promise<void> => {
      await call("delete", `${BASE}/all`, { accept: [204], signal });
    },
  };
}

function users(call: Call) {
  const path = `${BASE}/users/{username}` as const;
  return {
    find: async (username: string, { signal }: CallOptions = {}): Promise<AuthorizationRule[] | null> => {
      const answer = await call("get", path, { path: { username }, accept: [200, 404], signal });
      return answer.status === 200 ? (answer.body.rules ?? []) : null;
    },
    /** Adds all or none. @throws EmqxApiError `ALREADY_EXISTS` if one of them has rules. */
    create: async (added: readonly UserRules[], { signal }: CallOptions = {}): Promise<void> => {
      const body = added.map(({ username, rules }) => ({ username, rules: [...rules] }));
      await call("post", `${BASE}/users`, { body, accept: [204], signal });
    },
    /** Adds or replaces. The name goes into path and body: EMQX crashes where they differ. */
    put: async (username: string, wanted: Rules, { signal }: CallOptions = {}): Promise<void> => {
      await call("put", path, { path: { username }, body: { username, rules: [...wanted] }, accept: [204], signal });
    },
    /** @returns whether there were any. */
    delete: async (username: string, { signal }: CallOptions = {}): Promise<boolean> => {
      const { status } = await call("delete", path, { path: { username }, accept: [204, 404], signal });
      return status === 204;
    },
    /** @param options.like a part of the name. */
    list: ({ like, signal }: CallOptions & { readonly like?: string } = {}) =>
      pages(`${BASE}/users`, async (page) => {
        const query = { page, limit: PAGE_ITEMS, ...(like === undefined ? {} : { like_username: like }) };
        return (await call("get", `${BASE}/users`, { query, accept: [200], signal })).body;
      }),
  };
}

function clients(call: Call) {
  const path = `${BASE}/clients/{clientid}` as const;
  return {
    find: async (clientid: string, { signal }: CallOptions = {}): Promise<AuthorizationRule[] | null> => {
      const answer = await call("get", path, { path: { clientid }, accept: [200, 404], signal });
      return answer.status === 200 ? (answer.body.rules ?? []) : null;
    },
    /** Adds all or none. @throws EmqxApiError `ALREADY_EXISTS` if one of them has rules. */
    create: async (added: readonly ClientRules[], { signal }: CallOptions = {}): Promise<void> => {
      const body = added.map(({ clientid, rules }) => ({ clientid, rules: [...rules] }));
      await call("post", `${BASE}/clients`, { body, accept: [204], signal });
    },
    /** Adds or replaces. The id goes into path and body: EMQX crashes where they differ. */
    put: async (clientid: string, wanted: Rules, { signal }: CallOptions = {}): Promise<void> => {
      await call("put", path, { path: { clientid }, body: { clientid, rules: [...wanted] }, accept: [204], signal });
    },
    /** @returns whether there were any. */
    delete: async (clientid: string, { signal }: CallOptions = {}): Promise<boolean> => {
      const { status } = await call("delete", path, { path: { clientid }, accept: [204, 404], signal });
      return status === 204;
    },
    /** @param options.like a part of the id. */
    list: ({ like, signal }: CallOptions & { readonly like?: string } = {}) =>
      pages(`${BASE}/clients`, async (page) => {
        const query = { page, limit: PAGE_ITEMS, ...(like === undefined ? {} : { like_clientid: like }) };
        return (await call("get", `${BASE}/clients`, { query, accept: [200], signal })).body;
      }),
  };
}
