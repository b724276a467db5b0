import { AttributeIds, type ClientSession, VariableIds } from "node-opcua";

/** How many operations the server takes in one request (OPC 10000-5, 6.3.11). */
export type OperationLimits = { readonly read: number; readonly browse: number; readonly monitoredItems: number };

/** Where a server announces nothing, or 0 for "no limit", a request stays this small: it fits every message size we met. */
const UNSAID = 500;

const NODES = [
  VariableIds.Server_ServerCapabilities_OperationLimits_MaxNodesPerRead,
  VariableIds.Server_ServerCapabilities_OperationLimits_MaxNodesPerBrowse,
  VariableIds.Server_ServerCapabilities_OperationLimits_MaxMonitoredItemsPerCall,
];

export async function readLimits(session: ClientSession): Promise<OperationLimits> {
  // One at a time: the limit may be one.
  const found: number[] = [];
  for (const id of NODES) {
    const { value } = await session.read({ nodeId: `i=${id}`, attributeId: AttributeIds.Value });
    const limit = Number(value?.value ?? 0);
    found.push(limit > 0 ? Math.min(limit, UNSAID) : UNSAID);
  }
  const [read = UNSAID, browse = UNSAID, monitoredItems = UNSAID] = found;
  return { read, browse, monitoredItems };
}

/** The results of all operations in their order, asked for in requests of at most `size`. */
export async function inBatches<T, R>(
  all: readonly T[],
  size: number,
  ask: (batch: readonly T[]) => Promise<R[]>,
): Promise<R[]> {
  const results: R[] = [];
  for (let from = 0; from < all.length; from += size) results.push(...(await ask(all.slice(from, from + size))));
  return results;
}
