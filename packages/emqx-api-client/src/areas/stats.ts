import type { CallOptions, Connection } from "../connection";
import { EmqxApiError } from "../error";
import type { Schemas } from "../operation";

/** What is there now (`….count`) and was at most since the node started (`….max`). */
export type Stats = Schemas["emqx_mgmt_api_stats.aggregated_data"];
export type NodeStats = Schemas["emqx_mgmt_api_stats.per_node_data"];
/** Rates are per second. */
export type Monitor = Schemas["emqx_dashboard_monitor_api.sampler_current"];

const endpoint = "GET /stats";

/** Gauges. */
export const statsArea = (connection: Connection) => ({
  /** `GET /stats?aggregate=true`: sums over the cluster. */
  async cluster(options: CallOptions = {}): Promise<Stats> {
    const { body } = await connection.call("get", "/stats", { query: { aggregate: true } }, options);
    if (!Array.isArray(body)) return body;
    throw new EmqxApiError({ code: "UNEXPECTED_REPLY", endpoint, detail: "per node, where the sum was asked for" });
  },

  /** `GET /stats?aggregate=false`: one per node. */
  async perNode(options: CallOptions = {}): Promise<readonly NodeStats[]> {
    const { body } = await connection.call("get", "/stats", { query: { aggregate: false } }, options);
    if (Array.isArray(body)) return body;
    throw new EmqxApiError({ code: "UNEXPECTED_REPLY", endpoint, detail: "a sum, where one per node was asked for" });
  },

  /** `GET /monitor_current`: connections, sessions and message rates of the cluster. */
  async current(options: CallOptions = {}): Promise<Monitor> {
    return (await connection.call("get", "/monitor_current", {}, options)).body;
  },
});
