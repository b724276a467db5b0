import type { Call } from "./transport";
import type { CallOptions, Metrics, Node, Stats, Status } from "./types";

/** The nodes of the cluster; their `edition` and `version` tell what this EMQX can do. */
export const nodes = (call: Call) => ({
  list: async ({ signal }: CallOptions = {}): Promise<Node[]> => {
    const { body } = await call("get", "/nodes", { accept: [200], signal });
    return body;
  },
});

/** Counts of the cluster as they are now: connections, sessions, subscriptions. */
export const stats = (call: Call) => ({
  get: async ({ signal }: CallOptions = {}): Promise<Stats> => {
    const { body } = await call("get", "/stats", { query: { aggregate: true }, accept: [200], signal });
    return aggregated(body);
  },
});

/** Counts of the cluster since it started. */
export const metrics = (call: Call) => ({
  get: async ({ signal }: CallOptions = {}): Promise<Metrics> => {
    const { body } = await call("get", "/metrics", { query: { aggregate: true }, accept: [200], signal });
    return aggregated(body);
  },
});

/** `aggregate` makes one of many; the document allows both. */
function aggregated<T extends object, U>(body: T | readonly U[]): T {
  if (Array.isArray(body)) throw new TypeError("EMQX did not aggregate");
  return body as T;
}

/** One node's word of itself; asked without authentication it would be the same. */
export const status = (call: Call) => ({
  get: async ({ signal }: CallOptions = {}): Promise<Status> => {
    const { body } = await call("get", "/status", { query: { format: "json" }, accept: [200], signal });
    return {
      running: body.app_status === "running" && body.broker_status === "started",
      node: body.node_name,
      version: body.rel_vsn.replace(/^[ev]/, ""),
    };
  },
});
