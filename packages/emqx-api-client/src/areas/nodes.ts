import type { CallOptions, Connection } from "../connection";
import type { Schemas } from "../operation";
import { found } from "../outcomes";

/** `uptime` is in milliseconds; `memory_…` are texts such as `512.00M`; `edition` and `version` tell which contract holds. */
export type Node = Schemas["emqx_mgmt_api_nodes.node_info"];

/** The members of the cluster. */
export const nodesArea = (connection: Connection) => ({
  /** `GET /nodes`. */
  async list(options: CallOptions = {}): Promise<readonly Node[]> {
    return (await connection.call("get", "/nodes", {}, options)).body;
  },

  /** `GET /nodes/{node}`, by a name such as `emqx@10.0.0.1`; `undefined` when the cluster has none of that name. */
  async find(node: string, options: CallOptions = {}): Promise<Node | undefined> {
    return (await found(connection.call("get", "/nodes/{node}", { path: { node } }, options)))?.body;
  },
});
