import type { Stream } from "@outstation/contracts/streams/streams";
import { fault } from "@outstation/kit/fault";
import type { Kafka } from "kafkajs";
import filterAbortedMessages from "kafkajs/src/consumer/filterAbortedMessages.js";

/** A partition's messages from an offset on, and the offset after everything that was looked at. */
export type Fetched = {
  readonly partition: number;
  readonly messages: readonly FetchedMessage[];
  readonly next: number;
};
export type FetchedMessage = {
  readonly offset: string;
  readonly value: Buffer | null;
  readonly headers: Readonly<Record<string, Buffer | Buffer[] | string | undefined>>;
};

/** Bounds what a reader holds of each broker, beside `PARTITION_BYTES_MAX` of each partition. */
const BYTES_MAX = 8 * 1024 * 1024;
/** Kafka gives the first batch whole even where that is larger. */
const PARTITION_BYTES_MAX = 1024 * 1024;

/** Fetching by position, as kafkajs does it inside its consumer. */
export type Fetching = {
  /** Which broker leads which of the partitions now. */
  leaders(stream: Stream, partitions: readonly number[]): Promise<Map<string, number[]>>;
  /** Waits up to `waitMs` for something to come. */
  fetch(
    leader: string,
    stream: Stream,
    positions: readonly { readonly partition: number; readonly offset: number }[],
    waitMs: number,
  ): Promise<Fetched[]>;
  /** The first offset that is still there, and the next one to come. */
  bounds(stream: Stream, partition: number): Promise<{ first: number; next: number }>;
  /** Makes what is known of the cluster new, after a failure. */
  recover(reason: unknown): Promise<void>;
  close(): Promise<void>;
};

/** The part of kafkajs' cluster that its consumer uses and its types do not name. */
type Cluster = {
  connect(): Promise<void>;
  disconnect(): Promise<void>;
  isConnected(): boolean;
  addTargetTopic(topic: string): Promise<void>;
  refreshMetadata(): Promise<void>;
  refreshMetadataIfNecessary(): Promise<void>;
  removeBroker(address: { host: string; port: number }): void;
  findLeaderForPartitions(topic: string, partitions: readonly number[]): Record<string, number[]>;
  findBroker(wanted: { nodeId: string }): Promise<{ fetch(request: FetchRequest): Promise<FetchResponse> }>;
  fetchTopicsOffset(
    topics: readonly { topic: string; partitions: { partition: number }[]; fromBeginning: boolean }[],
  ): Promise<{ partitions: { offset: string }[] }[]>;
};
type FetchRequest = {
  replicaId: number;
  isolationLevel: number;
  maxWaitTime: number;
  minBytes: number;
  maxBytes: number;
  topics: { topic: string; partitions: { partition: number; fetchOffset: number; maxBytes: number }[] }[];
};
type RawMessage = FetchedMessage & {
  readonly isControlRecord: boolean;
  readonly batchContext: { readonly firstOffset: string; readonly lastOffsetDelta: number };
};
type FetchResponse = {
  responses: { partitions: { partition: number; abortedTransactions: unknown; messages: RawMessage[] }[] }[];
};

/** A consumer, as opposed to a broker that copies. */
const NO_REPLICA = -1;
const READ_COMMITTED = 1;
const METADATA_AGE_MS_MAX = 300_000;

/**
 * kafkajs' consumer cannot be told where to read: it joins a group and is given partitions, and every member that comes or
 * goes stops them all. Our positions are in our database and are handed in, so this fetches as the consumer does, without one.
 * kafkajs keeps that door behind a symbol; the version is pinned, and is its last.
 */
export function openFetching(kafka: Kafka): Fetching {
  const cluster = clusterOf(kafka);
  const ready = async (stream: Stream) => {
    if (!cluster.isConnected()) await cluster.connect();
    await cluster.addTargetTopic(stream);
    await cluster.refreshMetadataIfNecessary();
  };
  return {
    async leaders(stream, partitions) {
      await ready(stream);
      return new Map(Object.entries(cluster.findLeaderForPartitions(stream, partitions)));
    },
    async fetch(leader, stream, positions, waitMs) {
      const broker = await cluster.findBroker({ nodeId: leader });
      const { responses } = await broker.fetch(requestOf(stream, positions, waitMs));
      const asked = new Map(positions.map(({ partition, offset }) => [partition, offset]));
      return responses.flatMap(({ partitions }) =>
        partitions.map((part) => toFetched(part, asked.get(part.partition) ?? 0)),
      );
    },
    async bounds(stream, partition) {
      await ready(stream);
      const ask = async (fromBeginning: boolean) => {
        const [topic] = await cluster.fetchTopicsOffset([
          { topic: stream, partitions: [{ partition }], fromBeginning },
        ]);
        return Number(topic?.partitions[0]?.offset);
      };
      return { first: await ask(true), next: await ask(false) };
    },
    async recover(reason) {
      const gone = reason as { name?: string; host?: string; port?: number };
      if (gone.name === "KafkaJSConnectionClosedError" && gone.host !== undefined && gone.port !== undefined)
        cluster.removeBroker({ host: gone.host, port: gone.port });
      if (!cluster.isConnected()) await cluster.connect();
      await cluster.refreshMetadata();
    },
    close: () => cluster.disconnect(),
  };
}

function clusterOf(kafka: Kafka): Cluster {
  const door = Object.getOwnPropertySymbols(kafka).find(
    ({ description }) => description === "private:Kafka:createCluster",
  );
  const create = door && (kafka as unknown as Record<symbol, (options: object) => Cluster>)[door];
  if (create === undefined) throw fault("log.client", "This version of kafkajs has no door to its cluster.");
  return create({ metadataMaxAge: METADATA_AGE_MS_MAX, allowAutoTopicCreation: false });
}

const requestOf = (
  topic: Stream,
  positions: readonly { readonly partition: number; readonly offset: number }[],
  maxWaitTime: number,
): FetchRequest => ({
  replicaId: NO_REPLICA,
  isolationLevel: READ_COMMITTED,
  maxWaitTime,
  minBytes: 1,
  maxBytes: BYTES_MAX,
  topics: [
    {
      topic,
      partitions: positions.map(({ partition, offset }) => ({
        partition,
        fetchOffset: offset,
        maxBytes: PARTITION_BYTES_MAX,
      })),
    },
  ],
});

type RawPart = FetchResponse["responses"][number]["partitions"][number];

function toFetched({ partition, abortedTransactions, messages: raw }: RawPart, from: number): Fetched {
  const last = raw.at(-1);
  // The batch knows its last offset even where compaction took its last messages away.
  const end = last === undefined ? from : Number(last.batchContext.firstOffset) + last.batchContext.lastOffsetDelta + 1;
  // A batch comes whole, also where we asked from its middle on.
  const asked = raw.filter(({ offset }) => Number(offset) >= from);
  const messages = filterAbortedMessages({ messages: asked, abortedTransactions });
  return {
    partition,
    messages: messages.filter(({ isControlRecord }) => !isControlRecord),
    next: Math.max(from, end),
  };
}
