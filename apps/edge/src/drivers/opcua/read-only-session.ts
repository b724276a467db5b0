import {
  AttributeIds,
  BrowseDirection,
  type ClientSession,
  type DataValue,
  NodeClassMask,
  type OPCUAClient,
  type ReferenceDescription,
  ResultMask,
  type UserIdentityInfo,
  VariableIds,
} from "node-opcua";
import { inBatches, type OperationLimits, readLimits } from "./limits";
import { type MonitorRequest, type MonitorResult, monitor } from "./monitor";

/**
 * All that the gateway's driver can do with a controller. node-opcua's session can also write and call (its `write`
 * returned Good on our own server); it never leaves this file and `monitor.ts`, so the driver cannot change a controller.
 */
export type ReadOnlySession = {
  /** The server's namespace array as it was last read: the index of a URI is its number. */
  namespaces(): readonly string[];
  readNamespaces(): Promise<readonly string[]>;
  /** Reads these values now, in order. */
  read(nodeIds: readonly string[]): Promise<DataValue[]>;
  /** Reads these attributes now, in order. */
  readAttributes(
    nodes: readonly { readonly nodeId: string; readonly attributeId: AttributeIds }[],
  ): Promise<DataValue[]>;
  /** What hangs below each node, in order; all of it, however many answers the server needs. */
  browse(nodeIds: readonly string[], references: "hierarchical" | "properties"): Promise<ReferenceDescription[][]>;
  /** Subscribes to these nodes in one subscription. @returns what became of each, in order: the others work if one is refused. */
  monitor(request: MonitorRequest): Promise<MonitorResult[]>;
  /** The library rebuilt the session and its subscriptions after the connection was lost. */
  onRestored(listener: () => void): void;
  /** The session or a subscription is gone for good, or the server numbers its namespaces otherwise now. */
  onClosed(listener: (reason: string) => void): void;
  close(): Promise<void>;
};

const REFERENCES = { hierarchical: "HierarchicalReferences", properties: "HasProperty" } as const;

/** @throws Error where the server refuses the user or the session. */
export async function openReadOnlySession(client: OPCUAClient, user: UserIdentityInfo): Promise<ReadOnlySession> {
  const session = await client.createSession(user);
  const limits = await readLimits(session);
  let namespaces = await namespaceArray(session);
  const closed = new Set<(reason: string) => void>();
  const gone = (reason: string) => {
    for (const listener of closed) listener(reason);
  };
  session.on("session_closed", () => gone("the session was closed"));
  // The library would subscribe to the same numbers again after a server's restart, and another node may have them now:
  // its values must never arrive under the old node's name.
  Object.assign(client, {
    beforeSubscriptionRecreate: async () => {
      const now = await namespaceArray(session);
      if (namespaces.every((uri, index) => now[index] === uri)) return undefined;
      gone("the server numbers its namespaces otherwise");
      return new Error("the namespace array changed");
    },
  });
  const readAttributes: ReadOnlySession["readAttributes"] = (nodes) =>
    inBatches(nodes, limits.read, (batch) => session.read([...batch]));
  return {
    namespaces: () => namespaces,
    async readNamespaces() {
      namespaces = await namespaceArray(session);
      return namespaces;
    },
    read: (nodeIds) => readAttributes(nodeIds.map((nodeId) => ({ nodeId, attributeId: AttributeIds.Value }))),
    readAttributes,
    browse: (nodeIds, references) => browse(session, limits, nodeIds, REFERENCES[references]),
    monitor: (request) => monitor(session, limits, request, () => gone("the subscription was ended")),
    onRestored: (listener) => session.on("session_restored", listener),
    onClosed: (listener) => closed.add(listener),
    // `true` also deletes the subscriptions on the server.
    close: () => session.close(true),
  };
}

async function namespaceArray(session: ClientSession): Promise<readonly string[]> {
  const { value, statusCode } = await session.read({
    nodeId: `i=${VariableIds.Server_NamespaceArray}`,
    attributeId: AttributeIds.Value,
  });
  if (!Array.isArray(value.value)) throw new Error(`the namespace array cannot be read: ${statusCode.toString()}`);
  return value.value.map(String);
}

function browse(
  session: ClientSession,
  limits: OperationLimits,
  nodeIds: readonly string[],
  referenceTypeId: string,
): Promise<ReferenceDescription[][]> {
  return inBatches(nodeIds, limits.browse, async (batch) => {
    const results = await session.browse(
      batch.map((nodeId) => ({
        nodeId,
        referenceTypeId,
        browseDirection: BrowseDirection.Forward,
        includeSubtypes: true,
        nodeClassMask: NodeClassMask.Object | NodeClassMask.Variable,
        resultMask: ResultMask.BrowseName | ResultMask.NodeClass | ResultMask.TypeDefinition | ResultMask.ReferenceType,
      })),
    );
    const found: ReferenceDescription[][] = [];
    for (const first of results) {
      const references = [...(first.references ?? [])];
      for (let point = first.continuationPoint; point !== undefined && point !== null && point.length > 0; ) {
        const more = await session.browseNext(point, false);
        references.push(...(more.references ?? []));
        point = more.continuationPoint;
      }
      found.push(references);
    }
    return found;
  });
}
