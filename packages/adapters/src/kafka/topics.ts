import { PARTITIONS, type Stream } from "@outstation/contracts/streams/streams";
import { fault } from "@outstation/kit/fault";
import type { Admin, Kafka } from "kafkajs";
import { isPassing, PATIENCE_MS, pauseAfter } from "./passing";

/** Two of three in sync: one broker may be lost, and what was acknowledged is on another. */
const REPLICATION = 3;

/**
 * Sees to it that each stream has its topic, with our number of partitions and this retention.
 * @param retentionMs how long Kafka keeps a message, read or not.
 * @throws Fault `log.partitions` where a topic exists with another number of partitions: keys would change their places.
 */
export async function ensureTopics(kafka: Kafka, streams: readonly Stream[], retentionMs: number): Promise<void> {
  const admin = kafka.admin();
  await admin.connect();
  try {
    const replicas = Math.min(REPLICATION, (await admin.describeCluster()).brokers.length);
    const existing = new Set(await admin.listTopics());
    for (const stream of streams)
      if (!existing.has(stream)) await createTopic(admin, stream, replicas, settingsOf(replicas, retentionMs));
    for (const stream of streams) checkPartitions(stream, await untilLed(admin, stream));
    for (const stream of streams) if (existing.has(stream)) await keepRetention(admin, stream, retentionMs);
  } finally {
    await admin.disconnect();
  }
}

const settingsOf = (replicas: number, retentionMs: number): Record<string, string> => ({
  "cleanup.policy": "delete",
  "retention.ms": String(retentionMs),
  // Retention counts from when Kafka had a message, whatever the clock of the host that appended it.
  "message.timestamp.type": "LogAppendTime",
  "min.insync.replicas": String(Math.max(1, replicas - 1)),
  // kafkajs reads gzip alone and would stop for ever at another producer's zstd: the broker stores what every reader reads.
  "compression.type": "uncompressed",
  // With replicas the acknowledgement means that two brokers have it. A broker that is alone has to have it on disk.
  ...(replicas === 1 ? { "flush.messages": "1" } : {}),
});

/** Does nothing where another process was quicker. */
const createTopic = (admin: Admin, topic: Stream, replicationFactor: number, settings: Record<string, string>) =>
  admin.createTopics({
    // kafkajs would wait for the leaders, and fail where the broker that it asks has not heard of the topic yet.
    waitForLeaders: false,
    topics: [
      {
        topic,
        numPartitions: PARTITIONS,
        replicationFactor,
        configEntries: Object.entries(settings).map(([name, value]) => ({ name, value })),
      },
    ],
  });

/** Waits until every partition has a leader. @returns how many there are. */
async function untilLed(admin: Admin, topic: Stream): Promise<number> {
  const until = performance.now() + PATIENCE_MS;
  for (let failures = 0; ; failures++) {
    try {
      const { topics } = await admin.fetchTopicMetadata({ topics: [topic] });
      const partitions = topics[0]?.partitions ?? [];
      if (partitions.length > 0 && partitions.every(({ leader }) => leader >= 0)) return partitions.length;
      if (performance.now() > until)
        throw fault("log.unavailable", `The topic ${topic} has partitions without a leader.`);
    } catch (reason) {
      if (!isPassing(reason) || performance.now() > until) throw reason;
    }
    await pauseAfter(failures);
  }
}

function checkPartitions(topic: Stream, found: number): void {
  if (found !== PARTITIONS)
    throw fault("log.partitions", `The topic ${topic} has ${found} partitions; it must have ${PARTITIONS}.`);
}

/** An existing topic keeps every other setting an operator gave it. */
async function keepRetention(admin: Admin, topic: string, retentionMs: number): Promise<void> {
  const resource = { type: TOPIC_RESOURCE, name: topic };
  const { resources } = await admin.describeConfigs({ resources: [resource], includeSynonyms: false });
  const entries = resources[0]?.configEntries ?? [];
  if (entries.find(({ configName }) => configName === "retention.ms")?.configValue === String(retentionMs)) return;
  // Kafka's AlterConfigs replaces them all: what is not named again falls back to the broker's default.
  const ownToTopic = entries.filter((entry) => "configSource" in entry && entry.configSource === TOPIC_CONFIG);
  const kept = ownToTopic.filter(({ configName }) => configName !== "retention.ms");
  const configEntries = kept.map(({ configName: name, configValue: value }) => ({ name, value }));
  configEntries.push({ name: "retention.ms", value: String(retentionMs) });
  await admin.alterConfigs({ validateOnly: false, resources: [{ ...resource, configEntries }] });
}

/** DescribeConfigs: this value was set on the topic itself. */
const TOPIC_CONFIG = 1;
/** kafkajs' `ConfigResourceTypes.TOPIC`, which Node cannot import by its name. */
const TOPIC_RESOURCE = 2;
