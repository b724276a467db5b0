import { join } from "node:path";
import { PARTITIONS, partitionOf, STREAMS } from "@outstation/contracts/streams/streams";
import type { LogMessage, WorkerTx } from "@outstation/domain/ports";
import { newId } from "@outstation/kit/ids";
import { createLogger } from "@outstation/kit/logger";
import { whyNoKafka } from "@outstation/local/kafka/runtime";
import { type RunningKafka, startKafka } from "@outstation/local/kafka/start-kafka";
import { makeTestFolder } from "@outstation/local/temp-folder";
import vendor, { type IHeaders, Kafka, logLevel, type Producer } from "kafkajs";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { eventLogContract } from "../event-log-contract/event-log-contract";
import { type KafkaLog, openKafkaLog } from "./kafka-log";
import { TENANT_HEADER } from "./send-round";

const missing = await whyNoKafka();
const STREAM = STREAMS.rawTelemetry;
const tenantId = newId();
const keyIn = (partition: number): string => {
  for (let n = 0; ; n++) if (partitionOf(`acme/pump-${n}`) === partition) return `acme/pump-${n}`;
};
const keys = Array.from({ length: PARTITIONS }, (_, partition) => keyIn(partition));
const recordIn = (partition: number, text: string) => ({
  key: keys[partition] ?? "",
  tenantId,
  value: Buffer.from(text),
});
const textOf = ({ value }: LogMessage) => Buffer.from(value).toString();

// A killed broker may come back when its session has ended: 9 s by default.
const settings = ["broker.session.timeout.ms=3000", "broker.heartbeat.interval.ms=500"];
if (missing !== null) console.log(`The tests with a real Kafka are skipped: ${missing}`);
const title = (text: string) => (missing === null ? text : `${text} (skipped: ${missing})`);
const logger = createLogger("kafka", "silent");
let folder: Awaited<ReturnType<typeof makeTestFolder>>;
let kafka: RunningKafka;
const options = () => ({ address: { brokers: kafka.brokers }, clientId: "tests", logger, retentionMs: 3_600_000 });

beforeAll(async () => {
  if (missing !== null) return;
  folder = await makeTestFolder();
  kafka = await startKafka({ dir: join(folder.path, "kafka"), jvm: ["-XX:TieredStopAtLevel=1"], settings });
}, 120_000);
afterAll(async () => {
  await kafka?.stop();
  folder?.remove();
});

const underTest = async () => ({ open: () => openKafkaLog(options()), close: async () => undefined });
eventLogContract(title("the log in Kafka"), underTest, missing !== null);

/** Snappy's block format with nothing compressed: the length, then literals of up to 60 bytes. */
function snappyOf(plain: Buffer): Buffer {
  const parts: Buffer[] = [];
  for (let left = plain.length; ; left >>>= 7) {
    parts.push(Buffer.from([left > 0x7f ? (left & 0x7f) | 0x80 : left]));
    if (left <= 0x7f) break;
  }
  for (let at = 0; at < plain.length; at += 60) {
    const literal = plain.subarray(at, at + 60);
    parts.push(Buffer.from([(literal.length - 1) << 2]), literal);
  }
  return Buffer.concat(parts);
}

describe.skipIf(missing !== null)(title("Kafka's own ways"), () => {
  let log: KafkaLog;
  let client: Kafka;
  const errors = vi.spyOn(logger, "error");
  beforeAll(async () => {
    log = await openKafkaLog(options());
    client = new Kafka({ brokers: kafka.brokers, clientId: "stranger", logLevel: logLevel.NOTHING });
  });
  afterAll(() => log?.close());

  const endOf = async (partition: number) => {
    const [place] = await log.append(STREAM, [recordIn(partition, "end")]);
    return (place?.offset ?? 0) + 1;
  };
  const readAt = (partition: number, offset: number, reader = log) =>
    reader.read(STREAM, new Map([[partition, offset]]), 1000, AbortSignal.timeout(20_000));
  async function produce(work: (producer: Producer) => Promise<unknown>, transactionalId?: string) {
    const producer = client.producer(
      transactionalId
        ? { transactionalId, idempotent: true, maxInFlightRequests: 1 }
        : { allowAutoTopicCreation: false },
    );
    await producer.connect();
    await work(producer);
    await producer.disconnect();
  }
  const messageIn = (partition: number, value: string | null, headers: IHeaders = { [TENANT_HEADER]: tenantId }) => ({
    topic: STREAM,
    messages: [{ partition, value, headers }],
  });

  test("a message that is nobody's is told of and passed over; one without a value comes as an empty one", async () => {
    const from = await endOf(0);
    errors.mockClear();
    await produce(async (producer) => {
      await producer.send(messageIn(0, "whose?", {}));
      await producer.send(messageIn(0, "whose?", { [TENANT_HEADER]: "acme" }));
      await producer.send(messageIn(0, null));
      await producer.send(messageIn(0, "fine"));
    });
    const texts: string[] = [];
    for (let at = from; texts.length < 2; ) {
      const { messages, moves } = await readAt(0, at);
      texts.push(...messages.map(textOf));
      at = moves[0]?.to ?? at;
    }
    expect(texts).toEqual(["", "fine"]);
    expect(errors.mock.calls.map(([detail]) => detail)).toEqual([
      { stream: STREAM, partition: 0, offset: from },
      { stream: STREAM, partition: 0, offset: from + 1 },
    ]);
  });

  test("a batch in a codec that kafkajs does not know is read all the same: the broker stores it plain", async () => {
    const from = await endOf(4);
    vendor.CompressionCodecs[vendor.CompressionTypes.Snappy] = () => ({
      compress: async ({ buffer }: { buffer: Buffer }) => snappyOf(buffer),
      decompress: async () => {
        throw new Error("came as it was sent");
      },
    });
    await produce((producer) =>
      producer.send({ ...messageIn(4, "compressed"), compression: vendor.CompressionTypes.Snappy }),
    );
    expect((await readAt(4, from)).messages.map(textOf)).toEqual(["compressed"]);
  });

  test("moves go over what a transaction leaves in the log, and an aborted one is not read", async () => {
    const from = await endOf(1);
    await produce(async (producer) => {
      const committed = await producer.transaction();
      await committed.send(messageIn(1, "committed"));
      await committed.commit();
      const aborted = await producer.transaction();
      await aborted.send(messageIn(1, "aborted"));
      await aborted.abort();
    }, "stranger");
    await log.append(STREAM, [recordIn(1, "after")]);
    const seen: string[] = [];
    let at = from;
    while (!seen.includes("after")) {
      const { messages, moves } = await readAt(1, at);
      seen.push(...messages.map(textOf));
      expect(moves).toMatchObject([{ partition: 1, from: at }]);
      at = moves[0]?.to ?? at;
    }
    expect(seen).toEqual(["committed", "after"]);
    // Two messages, two markers, and the one that is left.
    expect(at).toBe(from + 5);
  });

  test("what retention took before it was read is told as an error, and reading goes on", async () => {
    const from = await endOf(2);
    await log.append(STREAM, [recordIn(2, "gone"), recordIn(2, "gone too"), recordIn(2, "left")]);
    const admin = client.admin();
    await admin.connect();
    await admin.fetchTopicOffsets(STREAM); // without it kafkajs does not know the topic's leaders
    await admin.deleteTopicRecords({ topic: STREAM, partitions: [{ partition: 2, offset: String(from + 2) }] });
    await admin.disconnect();
    errors.mockClear();
    const batch = await readAt(2, from);
    expect(batch.messages.map(textOf)).toEqual(["left"]);
    expect(batch.moves).toEqual([{ partition: 2, from, to: from + 3 }]);
    expect(errors.mock.calls.map(([detail]) => detail)).toMatchObject([{ partition: 2, position: from, lost: 2 }]);
  });

  test("a position beyond the end is of another log: the read fails and says so", async () => {
    const end = await endOf(3);
    await expect(readAt(3, end + 10)).rejects.toMatchObject({ code: "log.other_log" });
  });

  test("appending inside a transaction of the database is refused, and so is a value no broker would take", async () => {
    // Never looked at: that it is there at all is what is refused.
    const tx = {} as WorkerTx;
    await expect(log.append(STREAM, [recordIn(0, "x")], tx)).rejects.toMatchObject({ code: "log.no_transaction" });
    const large = { ...recordIn(0, ""), value: Buffer.alloc(1024 * 1024) };
    await expect(log.append(STREAM, [large])).rejects.toMatchObject({ code: "log.value_too_large" });
  });

  test("a topic with other partitions than ours is refused", async () => {
    const admin = client.admin();
    await admin.connect();
    await admin.createTopics({ topics: [{ topic: STREAMS.deviceEvents, numPartitions: 3 }], waitForLeaders: true });
    await admin.disconnect();
    const opening = openKafkaLog({ ...options(), streams: [STREAMS.deviceEvents] });
    await expect(opening).rejects.toMatchObject({ code: "log.partitions" });
  });

  test("retention follows what is asked for, and other settings of the topic stay", async () => {
    const admin = client.admin();
    await admin.connect();
    const config = async () => {
      const { resources } = await admin.describeConfigs({
        includeSynonyms: false,
        resources: [{ type: 2, name: STREAM }],
      });
      return new Map(resources[0]?.configEntries.map(({ configName, configValue }) => [configName, configValue]));
    };
    const before = await config();
    expect(before.get("retention.ms")).toBe("3600000");
    await (await openKafkaLog({ ...options(), retentionMs: 7_200_000 })).close();
    expect(await config()).toEqual(before.set("retention.ms", "7200000"));
    await admin.disconnect();
  });

  test("a broker that is killed and comes back: appends and reads that were under way end well, nothing is lost", async () => {
    const from = new Map<number, number>();
    for (const partition of keys.keys()) from.set(partition, await endOf(partition));
    const rounds = 60;
    let killed: Promise<void> | undefined;
    const seen = new Map<number, string[]>(keys.map((_, partition) => [partition, []]));
    const reading = (async () => {
      let left = rounds * PARTITIONS;
      while (left > 0) {
        const { messages, moves } = await log.read(STREAM, from, 50, AbortSignal.timeout(60_000));
        for (const message of messages) seen.get(message.partition)?.push(textOf(message));
        for (const { partition, to } of moves) from.set(partition, to);
        left -= messages.length;
        if (messages.length === 0) throw new Error(`${left} messages never came`);
      }
    })();
    const appending = (async () => {
      for (let n = 0; n < rounds; n++) {
        await log.append(
          STREAM,
          keys.map((_, partition) => recordIn(partition, `${n}`)),
        );
        if (n === 20) killed ??= kafka.kill(1).then(() => kafka.restart(1));
      }
    })();
    await Promise.all([appending, reading]);
    await killed;
    const all = Array.from({ length: rounds }, (_, n) => `${n}`);
    for (const texts of seen.values()) expect(texts).toEqual(all);
  }, 90_000);
});
