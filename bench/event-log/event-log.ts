import { randomBytes } from "node:crypto";
import { openKafkaLog } from "@outstation/adapters/kafka";
import { createPgLog, openLogFeed } from "@outstation/adapters/pg-log";
import { deviceKeyOf, PARTITIONS, STREAMS, type Stream } from "@outstation/contracts/streams/streams";
import { openDatabase } from "@outstation/db/database";
import type { EventLog, LogRecord } from "@outstation/domain/ports";
import { newId } from "@outstation/kit/ids";
import { createLogger } from "@outstation/kit/logger";
import { startKafka } from "@outstation/local/kafka/start-kafka";
import { Kafka, logLevel } from "kafkajs";
import { startInstallation } from "../harness/installation";
import { markdownTable, quantile, whole } from "../harness/table";

const ROUNDS = 5;
const BATCHES = 100;
const BATCH_MESSAGES = 500;
const VALUE_BYTES = 200;
const DEVICES = 50;
/** What the pipeline reads at a time. */
const READ_MESSAGES_MAX = 4000;

type Contender = { readonly name: string; readonly log: EventLog; readonly stream: Stream };
type Measured = { readonly appended: number; readonly batchMs: number; readonly read: number };

/**
 * The logs beside each other: one appender that waits for each batch, as the bridge does, and then one reader of all of it, in
 * turns on the same machine and disk. Postgres writes through to the disk, and so does the Kafka whose topic says so.
 */
export async function benchEventLog(): Promise<void> {
  const installation = await startInstallation({ report: () => undefined });
  const kafka = await startKafka({ dir: installation.folder.at("kafka") });
  const db = await openDatabase(installation.urls.ingest, 4);
  const feed = openLogFeed(db);
  await createTopicWithoutFlush(kafka.brokers, STREAMS.deviceEvents);
  const kafkaLog = await openKafkaLog({
    address: { brokers: kafka.brokers },
    clientId: "bench",
    logger: createLogger("bench", "warn"),
    retentionMs: 3_600_000,
    streams: [STREAMS.rawTelemetry, STREAMS.deviceEvents],
  });
  const contenders: Contender[] = [
    { name: "Postgres", log: createPgLog(db, feed), stream: STREAMS.rawTelemetry },
    { name: "Kafka, one broker, on disk", log: kafkaLog, stream: STREAMS.rawTelemetry },
    { name: "Kafka, one broker, in its page cache", log: kafkaLog, stream: STREAMS.deviceEvents },
  ];
  try {
    const rounds: Measured[][] = contenders.map(() => []);
    for (let round = 0; round <= ROUNDS; round++)
      for (const [index, contender] of contenders.entries()) {
        const measured = await measure(contender);
        // The first warms both JITs; it is not counted.
        if (round > 0) rounds[index]?.push(measured);
      }
    console.log(report(contenders, rounds));
  } finally {
    await kafkaLog.close();
    await feed.close();
    await db.close();
    await kafka.stop();
    await installation.stop();
  }
}

/** As topics are where replicas vouch for a message: nothing waits for the disk. */
async function createTopicWithoutFlush(brokers: string[], topic: Stream): Promise<void> {
  const admin = new Kafka({ brokers, clientId: "bench", logLevel: logLevel.NOTHING }).admin();
  await admin.connect();
  await admin.createTopics({
    waitForLeaders: false,
    topics: [{ topic, numPartitions: PARTITIONS, replicationFactor: 1 }],
  });
  await admin.disconnect();
}

async function measure({ log, stream }: Contender): Promise<Measured> {
  const tenantId = newId();
  const batch = Array.from(
    { length: BATCH_MESSAGES },
    (_, n): LogRecord => ({
      key: deviceKeyOf("acme", `pump-${n % DEVICES}`),
      tenantId,
      value: randomBytes(VALUE_BYTES),
    }),
  );
  const first = await log.append(stream, batch);
  const positions = new Map<number, number>();
  for (const { partition, offset } of first) positions.set(partition, offset + 1);
  const waits: number[] = [];
  const appending = performance.now();
  for (let n = 0; n < BATCHES; n++) {
    const begun = performance.now();
    await log.append(stream, batch);
    waits.push(performance.now() - begun);
  }
  const messages = BATCHES * BATCH_MESSAGES;
  const appended = (messages * 1000) / (performance.now() - appending);
  const reading = performance.now();
  for (let left = messages; left > 0; ) {
    const read = await log.read(stream, positions, READ_MESSAGES_MAX, AbortSignal.timeout(60_000));
    if (read.messages.length === 0) throw new Error(`${left} messages never came`);
    for (const { partition, to } of read.moves) positions.set(partition, to);
    left -= read.messages.length;
  }
  return { appended, batchMs: quantile(waits, 0.5), read: (messages * 1000) / (performance.now() - reading) };
}

function report(contenders: readonly Contender[], rounds: readonly (readonly Measured[])[]): string {
  const median = (index: number, what: keyof Measured) =>
    quantile(
      (rounds[index] ?? []).map((measured) => measured[what]),
      0.5,
    );
  const ratio = (index: number, what: keyof Measured) =>
    quantile(
      (rounds[index] ?? []).map((measured, round) => measured[what] / (rounds[0]?.[round]?.[what] ?? Number.NaN)),
      0.5,
    ).toFixed(2);
  const rows = contenders.map(({ name }, index) => [
    name,
    whole(median(index, "appended")),
    ratio(index, "appended"),
    median(index, "batchMs").toFixed(1),
    whole(median(index, "read")),
    ratio(index, "read"),
  ]);
  const head = ["log", "appended a second", "× Postgres", "ms a batch, p50", "read a second", "× Postgres"];
  const how = `${VALUE_BYTES} B messages in batches of ${BATCH_MESSAGES} from ${DEVICES} devices of one tenant; median of ${ROUNDS} interleaved rounds, ratios taken within a round.`;
  return `${markdownTable(head, rows)}\n\n${how}`;
}
