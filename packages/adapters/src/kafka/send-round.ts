import type { Stream } from "@outstation/contracts/streams/streams";
import type { LogPlace, LogRecord } from "@outstation/domain/ports";
import { fault } from "@outstation/kit/fault";
import type { Logger } from "@outstation/kit/logger";
import type { Kafka, Message, Producer, RecordMetadata } from "kafkajs";
import type { Fetching } from "./fetching";
import { isPassing, levelOf, PATIENCE_MS, pauseAfter } from "./passing";

export const TENANT_HEADER = "tenant-id";

/** Wanted: every replica in sync, that is at least `min.insync.replicas` of them. */
const ACKS_ALL = -1;
/** As few as kafkajs allows: trying again is ours, with the leaders that are then. */
const RETRY = { initialRetryTime: 100, retries: 1 };

export type Producing = {
  producer(): Promise<Producer>;
  /** Gives the producer up: the next one has a new identity and counts its batches from the start. */
  renew(): Promise<void>;
  close(): Promise<void>;
};

/**
 * An idempotent producer: a batch that is sent again because its acknowledgement was lost is not stored twice. What kafkajs
 * adds to that is unsafe after a failure: it takes the numbers of a failed batch back, though the broker may have it, and
 * the broker would take the next batch for its repeat and drop it. So a producer that failed is never used again.
 */
export function openProducing(kafka: Kafka): Producing {
  const open = async () => {
    const producer = kafka.producer({
      idempotent: true,
      maxInFlightRequests: 1,
      allowAutoTopicCreation: false,
      // The partition is ours to say: one rule places a key in any of our logs.
      createPartitioner:
        () =>
        ({ message }) =>
          message.partition ?? 0,
      retry: RETRY,
    });
    await producer.connect();
    return producer;
  };
  let current: Promise<Producer> | undefined;
  const giveUp = async () => {
    const failed = current;
    current = undefined;
    await failed?.then((producer) => producer.disconnect()).catch(() => undefined);
  };
  return {
    producer: () => {
      current ??= open().catch((reason) => {
        current = undefined;
        throw reason;
      });
      return current;
    },
    renew: giveUp,
    close: giveUp,
  };
}

export type Sending = {
  readonly producing: Producing;
  readonly fetching: Pick<Fetching, "leaders" | "recover">;
  readonly logger: Logger;
};

/** A record and where it belongs. */
export type Placed = { readonly stream: Stream; readonly partition: number; readonly record: LogRecord };

/**
 * Sends records and waits until Kafka has them.
 * @returns each record's place.
 * @throws Fault `log.unavailable` where Kafka did not take them all; some of them may be there nevertheless.
 */
export async function sendRound(sending: Sending, round: readonly Placed[]): Promise<LogPlace[]> {
  const { producing, fetching, logger } = sending;
  const firsts = new Map<string, number>();
  const until = performance.now() + PATIENCE_MS;
  let missing = round;
  for (let failures = 0; missing.length > 0; ) {
    try {
      const outcomes = await sendOnce(sending, missing);
      for (const outcome of outcomes)
        if (outcome.status === "fulfilled")
          for (const placed of outcome.value) firsts.set(nameOf(placed), firstOffset(placed));
      const left = missing.filter((record) => !firsts.has(nameOf(record)));
      const isStuck = left.length === missing.length;
      missing = left;
      for (const outcome of outcomes) if (outcome.status === "rejected") throw outcome.reason;
      if (isStuck) throw new Error("Kafka answered for no partition that it was asked for");
    } catch (reason) {
      if (!isPassing(reason) || performance.now() > until) {
        await producing.renew();
        throw fault("log.unavailable", "Kafka did not take the messages.", {}, reason);
      }
      logger[levelOf(failures)]({ err: reason, failures }, "appending to Kafka failed, trying again");
      // The same batches from the same producer: one that was stored after all is known by its numbers.
      await pauseAfter(failures++);
      await fetching.recover(reason).catch(() => undefined);
    }
  }
  return toPlaces(round, firsts);
}

/**
 * One request to each leader, each by a call of its own, and all of them at their ends. In one call kafkajs would begin again at the first
 * that fails: it would send once more what another broker is still storing, and nothing to a broker that has answered for its
 * own partitions and becomes the leader of those that failed.
 */
async function sendOnce({ producing, fetching }: Sending, records: readonly Placed[]) {
  const leaders = await leadersOf(fetching, records);
  const requests = new Map<string, Placed[]>();
  for (const record of records) {
    const leader = leaders.get(nameOf(record)) ?? "";
    const request = requests.get(leader) ?? [];
    requests.set(leader, request);
    request.push(record);
  }
  const producer = await producing.producer();
  return Promise.allSettled(
    [...requests.values()].map((request) =>
      producer.sendBatch({ acks: ACKS_ALL, topicMessages: toTopicMessages(request) }),
    ),
  );
}

async function leadersOf(fetching: Sending["fetching"], records: readonly Placed[]): Promise<Map<string, string>> {
  const leaders = new Map<string, string>();
  for (const stream of new Set(records.map((record) => record.stream))) {
    const partitions = new Set(records.flatMap((record) => (record.stream === stream ? record.partition : [])));
    for (const [leader, led] of await fetching.leaders(stream, [...partitions]))
      for (const partition of led) leaders.set(nameOf({ stream, partition }), leader);
  }
  return leaders;
}

const nameOf = (at: { stream: string; partition: number } | RecordMetadata): string =>
  `${"stream" in at ? at.stream : at.topicName}/${at.partition}`;

function firstOffset({ baseOffset, errorCode }: RecordMetadata): number {
  if (errorCode !== 0 || baseOffset === undefined || Number(baseOffset) < 0)
    throw new Error(`Kafka answered without an offset (error ${errorCode})`);
  return Number(baseOffset);
}

function toTopicMessages(records: readonly Placed[]): { topic: string; messages: Message[] }[] {
  const topics = new Map<string, Message[]>();
  for (const { stream, partition, record } of records) {
    const messages = topics.get(stream) ?? [];
    topics.set(stream, messages);
    const { buffer, byteOffset, byteLength } = record.value;
    messages.push({
      partition,
      key: record.key,
      value: Buffer.from(buffer as ArrayBuffer, byteOffset, byteLength),
      headers: { [TENANT_HEADER]: record.tenantId },
    });
  }
  return [...topics].map(([topic, messages]) => ({ topic, messages }));
}

/** A partition's records of one request are one batch, so their offsets follow each other. */
function toPlaces(round: readonly Placed[], firsts: ReadonlyMap<string, number>): LogPlace[] {
  const next = new Map(firsts);
  return round.map((record) => {
    const name = nameOf(record);
    const offset = next.get(name) ?? 0;
    next.set(name, offset + 1);
    return { partition: record.partition, offset };
  });
}
