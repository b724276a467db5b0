import { PARTITIONS, type Stream } from "@outstation/contracts/streams/streams";
import { fault } from "@outstation/kit/fault";
import type { Admin, Kafka } from "kafkajs";

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
    const settings = settingsOf(replicas, retentionMs);
    const configEntries = Object.entries(settings).map(([name, value]) => ({ name, value }));
    const existing = new Set(await admin.listTopics());
    const missing = streams.filter((stream) => !existing.has(stream));
    if (missing.length > 0)
      await admin.createTopics({
        topics: missing.map((topic) => ({
          topic,
          numPartitions: PARTITIONS,
          replicationFactor: replicas,
          configEntries,
        })),
      });
    await checkPartitions(admin, streams);
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

async function checkPartitions(admin: Admin, streams: readonly Stream[]): Promise<void> {
  const { topics } = await admin.fetchTopicMetadata({ topics: [...streams] });
  for (const { name, partitions } of topics)
    if (partitions.length !== PARTITIONS)
      throw fault(
        "log.partitions",
        `The topic ${name} has ${partitions.length} partitions; it must have ${PARTITIONS}.`,
      );
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
