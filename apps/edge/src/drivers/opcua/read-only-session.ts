import {
  AttributeIds,
  type ClientMonitoredItemGroup,
  type DataValue,
  type OPCUAClient,
  TimestampsToReturn,
} from "node-opcua";

/**
 * All that the gateway can do with a controller. node-opcua's session can also write and call (its `write` returned Good
 * on our own server); it never leaves this file, so no part of the gateway can change a controller.
 */
export type ReadOnlySession = {
  /** Reads the values of these nodes now, in order. */
  read(nodeIds: readonly string[]): Promise<DataValue[]>;
  /**
   * Subscribes to these nodes, all in one group.
   * @returns the status of each monitored item, in order: a node that does not exist is bad, the others work.
   */
  monitor(options: {
    readonly nodeIds: readonly string[];
    readonly samplingMs: number;
    readonly onChange: (index: number, value: DataValue) => void;
  }): Promise<number[]>;
  /** The library rebuilt the session (and its subscription) after the connection was lost. */
  onRestored(listener: () => void): void;
  /** The session is gone for good. */
  onClosed(listener: () => void): void;
  close(): Promise<void>;
};

/** OPC 10000-4: the server may limit one Read; 500 is under every limit we met. */
const NODES_PER_READ = 500;
/** Values the server keeps for us between two publishings, and while the connection is down for a moment. */
const QUEUE_SIZE = 100;

export async function openReadOnlySession(client: OPCUAClient): Promise<ReadOnlySession> {
  const session = await client.createSession();
  return {
    async read(nodeIds) {
      const values: DataValue[] = [];
      for (let from = 0; from < nodeIds.length; from += NODES_PER_READ) {
        const nodes = nodeIds.slice(from, from + NODES_PER_READ);
        values.push(...(await session.read(nodes.map((nodeId) => ({ nodeId, attributeId: AttributeIds.Value })))));
      }
      return values;
    },
    async monitor({ nodeIds, samplingMs, onChange }) {
      const subscription = await session.createSubscription2({
        requestedPublishingInterval: samplingMs,
        // A keep-alive each 5 s and a life of 60 s, whatever the publishing interval.
        requestedMaxKeepAliveCount: Math.max(1, Math.round(5000 / samplingMs)),
        requestedLifetimeCount: Math.max(30, Math.round(60_000 / samplingMs)),
        maxNotificationsPerPublish: 0,
        publishingEnabled: true,
        priority: 1,
      });
      const group: ClientMonitoredItemGroup = await subscription.monitorItems(
        nodeIds.map((nodeId) => ({ nodeId, attributeId: AttributeIds.Value })),
        { samplingInterval: samplingMs, queueSize: QUEUE_SIZE, discardOldest: true },
        TimestampsToReturn.Both,
      );
      group.on("changed", (_item, value, index) => onChange(index, value));
      return group.monitoredItems.map(({ statusCode }) => statusCode.value);
    },
    onRestored: (listener) => session.on("session_restored", listener),
    onClosed: (listener) => session.on("session_closed", () => listener()),
    // `true` also deletes the subscription on the server.
    close: () => session.close(true),
  };
}
