import type { CallOptions, Connection } from "../connection";
import { EmqxApiError } from "../error";
import type { Schemas } from "../operation";

/** Counted since the node started: bytes, packets, messages, deliveries, authentications, authorizations. */
export type Metrics = Schemas["emqx_mgmt_api_metrics.aggregated_metrics"];
export type NodeMetrics = Schemas["emqx_mgmt_api_metrics.node_metrics"];

const endpoint = "GET /metrics";

/** Counters. */
export const metricsArea = (connection: Connection) => ({
  /** `GET /metrics?aggregate=true`: sums over the cluster. */
  async cluster(options: CallOptions = {}): Promise<Metrics> {
    const { body } = await connection.call("get", "/metrics", { query: { aggregate: true } }, options);
    if (!Array.isArray(body)) return body;
    throw new EmqxApiError({ code: "UNEXPECTED_REPLY", endpoint, detail: "per node, where the sum was asked for" });
  },

  /** `GET /metrics?aggregate=false`: one per node. */
  async perNode(options: CallOptions = {}): Promise<readonly NodeMetrics[]> {
    const { body } = await connection.call("get", "/metrics", { query: { aggregate: false } }, options);
    if (Array.isArray(body)) return body;
    throw new EmqxApiError({ code: "UNEXPECTED_REPLY", endpoint, detail: "a sum, where one per node was asked for" });
  },
});
