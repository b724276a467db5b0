import type { Stream } from "@outstation/contracts/streams/streams";
import type { EventLog, LogMessage } from "@outstation/domain/ports";
import { Fault, fault } from "@outstation/kit/fault";
import type { Logger } from "@outstation/kit/logger";
import type { Fetched, FetchedMessage, Fetching } from "./fetching";
import { align, type Holdings, take } from "./held";
import { levelOf, PATIENCE_MS, pauseAfter } from "./passing";
import { TENANT_HEADER } from "./send-round";

/** How long a broker keeps a request for which there is nothing; also what an aborted read leaves behind. */
const WAIT_MS = 250;

/** One reader of one stream: what it holds, and its requests that are on their way, by broker. */
type Cursor = { readonly holdings: Holdings; readonly asking: Map<string, Promise<unknown>> };
type Reading = { readonly fetching: Fetching; readonly logger: Logger };

/**
 * Reads from the positions it is handed, whoever read before. What was fetched beyond a batch is kept for the next read with the
 * same map, and used only where that then stands there: so a reader holds at most one fetch of each broker, and one that
 * does not read any more holds nothing.
 */
export function createReader(reading: Reading): EventLog["read"] {
  const cursors = new WeakMap<ReadonlyMap<number, number>, Map<Stream, Cursor>>();
  const cursorOf = (positions: ReadonlyMap<number, number>, stream: Stream): Cursor => {
    const own = cursors.get(positions) ?? new Map<Stream, Cursor>();
    cursors.set(positions, own);
    const cursor = own.get(stream) ?? { holdings: new Map(), asking: new Map() };
    own.set(stream, cursor);
    return cursor;
  };

  return async (stream, positions, messagesMax, signal) => {
    const cursor = cursorOf(positions, stream);
    align(cursor.holdings, positions);
    let failingSince: number | undefined;
    for (let failures = 0; ; ) {
      const batch = take(cursor.holdings, stream, messagesMax);
      // While the caller works on this batch the next is fetched. Where that fails, the next read says so.
      if (batch.messages.length > 0) void ask(reading, cursor, stream).catch(() => undefined);
      if (batch.messages.length > 0 || signal.aborted) return batch;
      try {
        await orAborted(ask(reading, cursor, stream), signal);
        failingSince = undefined;
        failures = 0;
      } catch (reason) {
        failingSince ??= performance.now();
        if (reason instanceof Fault || performance.now() - failingSince > PATIENCE_MS) throw unavailable(reason);
        reading.logger[levelOf(failures)]({ err: reason, stream, failures }, "reading from Kafka failed, trying again");
        await pauseAfter(failures++, signal);
        await reading.fetching.recover(reason).catch(() => undefined);
      }
    }
  };
}

const unavailable = (reason: unknown) =>
  reason instanceof Fault ? reason : fault("log.unavailable", "Kafka does not give out its messages.", {}, reason);

/** Asks every leader of partitions of which nothing is held, and resolves at the first answer. */
async function ask(reading: Reading, cursor: Cursor, stream: Stream): Promise<void> {
  const { holdings, asking } = cursor;
  const empty = [...holdings].filter(([, held]) => held.messages.length === 0).map(([partition]) => partition);
  // While something is held a request must not wait: what it waits for would then be waited for with it.
  const waitMs = empty.length < holdings.size ? 0 : WAIT_MS;
  const leaders = await reading.fetching.leaders(stream, empty);
  for (const [leader, partitions] of leaders) {
    if (asking.has(leader)) continue;
    const asked = askOne(reading, cursor, { leader, stream, partitions, waitMs }).finally(() => asking.delete(leader));
    asked.catch(() => undefined);
    asking.set(leader, asked);
  }
  await Promise.race(asking.values());
}

type Question = { leader: string; stream: Stream; partitions: readonly number[]; waitMs: number };

async function askOne({ fetching, logger }: Reading, { holdings }: Cursor, question: Question): Promise<void> {
  const { leader, stream, partitions, waitMs } = question;
  const wanted = partitions.map((partition) => ({ partition, offset: holdings.get(partition)?.next ?? 0 }));
  try {
    const answer = await fetching.fetch(leader, stream, wanted, waitMs);
    for (const fetched of answer) {
      const held = holdings.get(fetched.partition);
      const offset = wanted.find(({ partition }) => partition === fetched.partition)?.offset;
      // The reader may have been sent elsewhere meanwhile.
      if (held === undefined || held.next !== offset) continue;
      const messages = [...held.messages, ...toMessages(fetched, stream, logger)];
      holdings.set(fetched.partition, { ...held, messages, next: fetched.next });
    }
  } catch (reason) {
    const beyond = reason as { name?: string; partition?: number };
    if (beyond.name !== "KafkaJSOffsetOutOfRange" || beyond.partition === undefined) throw reason;
    await returnToRange({ fetching, logger }, holdings, stream, beyond.partition);
  }
}

/**
 * Kafka does not have the offset a reader stands at. Deleted by retention before it was read: that is a loss, told as an error, and
 * the reader goes on with what is left. Beyond the end: this is not the log the position belongs to, and nothing is read.
 * @throws Fault `log.other_log`
 */
async function returnToRange({ fetching, logger }: Reading, holdings: Holdings, stream: Stream, partition: number) {
  const held = holdings.get(partition);
  if (held === undefined) return;
  const { first, next } = await fetching.bounds(stream, partition);
  const detail = { stream, partition, position: held.next, first, next };
  if (held.next > next)
    throw fault(
      "log.other_log",
      `The topic ${stream} ends before the position it was read to: it was made anew.`,
      detail,
    );
  if (held.next >= first) return;
  logger.error({ ...detail, lost: first - held.next }, "messages were deleted by retention before they were read");
  holdings.set(partition, { ...held, next: first });
}

/** A message that names no tenant is nobody's: it is told as an error and stays in Kafka, and its partition goes on. */
function toMessages({ partition, messages }: Fetched, stream: Stream, logger: Logger): LogMessage[] {
  return messages.flatMap((message) => {
    const offset = Number(message.offset);
    const tenantId = tenantOf(message);
    if (tenantId !== null) return [{ partition, offset, tenantId, value: message.value ?? new Uint8Array() }];
    logger.error({ stream, partition, offset }, "a message without a tenant was passed over");
    return [];
  });
}

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

function tenantOf({ headers }: FetchedMessage): string | null {
  const text = String(headers[TENANT_HEADER] ?? "");
  return UUID.test(text) ? text : null;
}

/** Resolves with the promise, or as soon as the signal aborts; the promise then ends unheard. */
async function orAborted(promise: Promise<void>, signal: AbortSignal): Promise<void> {
  promise.catch(() => undefined);
  let stop: () => void = () => undefined;
  const aborted = new Promise<void>((resolve) => {
    stop = resolve;
    signal.addEventListener("abort", stop, { once: true });
  });
  try {
    await Promise.race([promise, aborted]);
  } finally {
    signal.removeEventListener("abort", stop);
  }
}
