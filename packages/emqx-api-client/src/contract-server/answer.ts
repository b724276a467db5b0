import type { Broker } from "./broker";

/** A request that has passed authentication and fits the document. */
export type BrokerRequest = {
  readonly path: Readonly<Record<string, string>>;
  /** Coerced to the document's types. */
  readonly query: Readonly<Record<string, unknown>>;
  readonly body: unknown;
  readonly accept: string;
};

export type Answer = { readonly status: number; readonly body?: unknown; readonly contentType?: string };

/** Keyed by method and path template, such as `DELETE /banned/{as}/{who}`. */
export type Handlers = Readonly<Record<string, (broker: Broker, request: BrokerRequest) => Answer>>;

export const ok = (body?: unknown): Answer => ({ status: 200, ...(body === undefined ? {} : { body }) });
export const noContent: Answer = { status: 204 };
export const refuse = (status: number, code: string, message: string): Answer => ({ status, body: { code, message } });
export const badRequest = (message: string): Answer => refuse(400, "BAD_REQUEST", message);

/** What minirest answers when no clause of a handler fits the request. */
export const noClause = (): Answer => refuse(500, "INTERNAL_ERROR", "error, function_clause");

/**
 * One page, by number. `count` is left out where EMQX would have to scan for it, which is for every fuzzy search
 * (emqx_mgmt_api.erl): a client that goes by it never gets past the first page.
 */
export function page<T>(items: readonly T[], query: Readonly<Record<string, unknown>>, isFuzzy = false) {
  const number = typeof query.page === "number" ? query.page : 1;
  const limit = typeof query.limit === "number" ? query.limit : 100;
  const end = number * limit;
  const counted = isFuzzy ? {} : { count: items.length };
  return {
    data: items.slice(end - limit, end),
    meta: { page: number, limit, hasnext: items.length > end, ...counted },
  };
}
