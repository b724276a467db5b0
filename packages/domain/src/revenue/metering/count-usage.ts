import { STREAMS } from "@outstation/contracts/streams/streams";
import { commitOffsets } from "@outstation/db/log/consumer-offsets";
import { holdPositions } from "@outstation/db/metering/position";
import { findCountedEvents, lockSeen, saveCountedEvents, saveDisputed, saveSeen } from "@outstation/db/metering/seen";
import { addUsage } from "@outstation/db/metering/usage";
import { type LogBatch, METER_CONSUMER, type WorkerTx } from "../../ports";
import { isReadable, type Judgement, judgeEvents, type ReadEvent, readEvent } from "./judge-events";
import { chunksOf, SeenOffsets } from "./seen-offsets";
import { UsageHours } from "./usage-hours";

export type UsageOutcome = { readonly counted: number; readonly repeated: number; readonly disputed: number };

/**
 * Counts a batch of `billing-events`, together with what is counted and the meter's position: after a crash all of it happened
 * or none. An event that was counted before changes nothing; one that cannot be right is kept and not counted.
 * @param now Unix milliseconds.
 * @throws Fault `log.lost_ownership` when another meter was first.
 */
export async function countUsage(tx: WorkerTx, batch: LogBatch, now: number): Promise<UsageOutcome> {
  await holdPositions(tx, METER_CONSUMER, STREAMS.billingEvents, batch.moves);
  const events = batch.messages.map((message) => readEvent(message, now));
  const sources = events.flatMap((read) => (isReadable(read) && read.source.by === "offsets" ? [read.source] : []));
  const seen = new SeenOffsets(sources.length === 0 ? [] : await lockSeen(tx, chunksOf(sources)));
  const seenIds = await findSeenIds(tx, events);
  const judgement = judgeEvents(events, seen, seenIds);
  const changed = seen.changed();
  if (changed.length > 0) await saveSeen(tx, changed);
  for (const tenantId of tenantsOf(events)) await saveTenant(tx, tenantId, judgement, now);
  await commitOffsets(tx, METER_CONSUMER, STREAMS.billingEvents, batch.moves);
  const { counted, repeated, disputed } = judgement;
  return { counted: counted.length, repeated, disputed: disputed.length };
}

/** In one order for everyone, so that two transactions never wait for each other. */
const tenantsOf = (events: readonly ReadEvent[]): string[] =>
  [...new Set(events.map(({ message }) => message.tenantId))].sort();

const isById = (read: ReadEvent) => isReadable(read) && read.source.by === "id";

async function findSeenIds(tx: WorkerTx, events: readonly ReadEvent[]): Promise<Set<string>> {
  const seen = new Set<string>();
  const byId = events.filter(isById);
  for (const tenantId of tenantsOf(byId)) {
    const ids = byId.flatMap(({ event, message }) =>
      event !== null && message.tenantId === tenantId ? [event.event_id] : [],
    );
    for (const id of await tx.asTenant(tenantId, () => findCountedEvents(tx, tenantId, ids))) seen.add(id);
  }
  return seen;
}

async function saveTenant(tx: WorkerTx, tenantId: string, judgement: Judgement, now: number): Promise<void> {
  const own = judgement.counted.filter(({ message }) => message.tenantId === tenantId);
  const disputed = judgement.disputed.filter(({ message }) => message.tenantId === tenantId);
  if (own.length + disputed.length === 0) return;
  const hours = new UsageHours();
  for (const { event } of own) hours.add(event);
  const byId = own.filter(isById).map(({ event }) => ({ eventId: event.event_id, messages: event.message_count }));
  await tx.asTenant(tenantId, async () => {
    if (own.length > 0) await addUsage(tx, tenantId, hours.list(), now);
    if (byId.length > 0) await saveCountedEvents(tx, tenantId, byId);
    if (disputed.length > 0) await saveDisputed(tx, tenantId, disputed.map(toRow), now);
  });
}

const toRow = ({ message: { partition, offset, value }, reason, claims }: Judgement["disputed"][number]) => ({
  partition,
  offset,
  reason,
  body: value,
  claims: claims && { partition: claims.partition, ...claims.range },
});
