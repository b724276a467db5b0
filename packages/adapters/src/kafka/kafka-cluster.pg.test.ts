import { join } from "node:path";
import { PARTITIONS, partitionOf, STREAMS } from "@outstation/contracts/streams/streams";
import { readEnv, text } from "@outstation/kit/env";
import { newId } from "@outstation/kit/ids";
import { createLogger } from "@outstation/kit/logger";
import { whyNoKafka } from "@outstation/local/kafka/runtime";
import { type RunningKafka, startKafka } from "@outstation/local/kafka/start-kafka";
import { makeTestFolder } from "@outstation/local/temp-folder";
import { Kafka, logLevel } from "kafkajs";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type KafkaLog, openKafkaLog } from "./kafka-log";

// Three brokers take half a minute of two cores, so this is asked for: KAFKA_CLUSTER_TEST=yes.
const { KAFKA_CLUSTER_TEST: asked } = readEnv({ KAFKA_CLUSTER_TEST: text("") });
const missing = asked === "yes" ? await whyNoKafka() : "set KAFKA_CLUSTER_TEST=yes to run it";
const STREAM = STREAMS.rawTelemetry;
const tenantId = newId();
const keys = Array.from({ length: PARTITIONS }, (_, partition) => {
  for (let n = 0; ; n++) if (partitionOf(`acme/pump-${n}`) === partition) return `acme/pump-${n}`;
});

describe.skipIf(missing !== null)(`a cluster of three${missing === null ? "" : ` (skipped: ${missing})`}`, () => {
  let folder: Awaited<ReturnType<typeof makeTestFolder>>;
  let kafka: RunningKafka;
  let log: KafkaLog;
  beforeAll(async () => {
    folder = await makeTestFolder();
    kafka = await startKafka({ nodes: 3, dir: join(folder.path, "kafka"), jvm: ["-XX:TieredStopAtLevel=1"] });
    const logger = createLogger("kafka", "silent");
    log = await openKafkaLog({
      address: { brokers: kafka.brokers },
      clientId: "cluster",
      logger,
      retentionMs: 3_600_000,
    });
  }, 180_000);
  afterAll(async () => {
    await log?.close();
    await kafka?.stop();
    folder?.remove();
  });

  async function leadersOf(): Promise<Map<number, number>> {
    const client = new Kafka({ brokers: kafka.brokers, clientId: "onlooker", logLevel: logLevel.NOTHING });
    const admin = client.admin();
    await admin.connect();
    const { topics } = await admin.fetchTopicMetadata({ topics: [STREAM] });
    await admin.disconnect();
    return new Map(topics[0]?.partitions.map(({ partitionId, leader }) => [partitionId, leader]));
  }

  test("each broker in turn is killed under load: appends go on, every record is there in order, where append said", async () => {
    const texts: string[] = [];
    const places: { partition: number; offset: number; text: string }[] = [];
    let done = false;
    const appending = (async () => {
      for (let n = 0; !done; n++) {
        const value = Buffer.from(`${n}`);
        const placed = await log.append(
          STREAM,
          keys.map((key = "") => ({ key, tenantId, value })),
        );
        texts.push(`${n}`);
        places.push(...placed.map((place) => ({ ...place, text: `${n}` })));
      }
    })();
    for (const node of [1, 2, 3]) {
      expect([...(await leadersOf()).values()]).toContain(node);
      const before = texts.length;
      await kafka.kill(node);
      // Goes on without the broker: that is what the other two are for.
      await expect.poll(() => texts.length, { timeout: 60_000 }).toBeGreaterThan(before + 50);
      await kafka.restart(node);
      await expect.poll(async () => new Set((await leadersOf()).values()).has(-1), { timeout: 60_000 }).toBe(false);
    }
    done = true;
    await appending;
    const positions = new Map(keys.map((_, partition) => [partition, 0]));
    const seen = new Map<number, Map<number, string>>(keys.map((_, partition) => [partition, new Map()]));
    const isRead = () => [...seen.values()].every((byOffset) => [...byOffset.values()].at(-1) === texts.at(-1));
    while (!isRead()) {
      const { messages, moves } = await log.read(STREAM, positions, 4000, AbortSignal.timeout(30_000));
      if (messages.length === 0) throw new Error("the last messages are not there");
      for (const { partition, offset, value } of messages)
        seen.get(partition)?.set(offset, Buffer.from(value).toString());
      for (const { partition, to } of moves) positions.set(partition, to);
    }
    // Twice is allowed, and then side by side; what is read can tell.
    const withoutRepeats = (values: string[]) => values.filter((value, index) => value !== values[index - 1]);
    for (const [, byOffset] of seen) expect(withoutRepeats([...byOffset.values()])).toEqual(texts);
    for (const { partition, offset, text: sent } of places) expect(seen.get(partition)?.get(offset)).toBe(sent);
  }, 300_000);
});
