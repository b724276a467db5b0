import { partitionOf, STREAMS } from "@outstation/contracts/streams/streams";
import { findOldestEntry, holdPosition } from "@outstation/db/metering/position";
import { listDisputedOffsets } from "@outstation/db/metering/seen";
import { addUsage, listDeviceHours } from "@outstation/db/metering/usage";
import type { WorkerTx } from "@outstation/db/worker";
import { withWorker } from "@outstation/db/worker";
import { fault } from "@outstation/kit/fault";
import { type Database, type EventLog, METER_CONSUMER } from "../../ports";
import { judgeEvents, readEvent } from "./judge-events";
import { RANGE_DAYS_MAX, type UsageRange, wholeHours } from "./read-usage";
import { SeenOffsets } from "./seen-offsets";
import { compareHours, HOUR_MS, type HourDifference, UsageHours } from "./usage-hours";

/** Messages a round trip reads at most. */
const READ_MESSAGES_MAX = 4000;

export type ReplayRequest = UsageRange & {
  readonly tenantId: string;
  /** Whether what differs is corrected; otherwise it is only told. */
  readonly apply: boolean;
  readonly now: number;
};
export type Replay = {
  readonly range: UsageRange;
  /** Billing events of the range that were read again. */
  readonly events: number;
  readonly differences: readonly HourDifference[];
};

/**
 * Recomputes a tenant's hours from the billing events that are still kept, as far as the meter has read them, and corrects what
 * differs: closed hours get a new version. The meter waits meanwhile, telemetry does not.
 * @throws Fault `usage.events_gone` where events of the range are no longer kept, `usage.range_invalid`
 */
export async function replayUsage(
  deps: { readonly db: Database; readonly log: EventLog },
  request: ReplayRequest,
): Promise<Replay> {
  const { tenantId, now } = request;
  const range = wholeHours(request, RANGE_DAYS_MAX.day);
  const partition = partitionOf(tenantId);
  return withWorker(deps.db, async (tx) => {
    const position = await holdPosition(tx, METER_CONSUMER, STREAMS.billingEvents, partition);
    const from = await firstKept(tx, partition, range);
    const disputed = await tx.asTenant(tenantId, () => listDisputedOffsets(tx, tenantId, partition));
    const part = { tenantId, partition, from, to: position ?? 0, disputed, range, now };
    const recomputed = await recompute(deps.log, part);
    return tx.asTenant(tenantId, async () => {
      const differences = compareHours(await listDeviceHours(tx, tenantId, range), recomputed.hours);
      if (request.apply && differences.length > 0) await addUsage(tx, tenantId, differences.map(toChange), now);
      return { range, events: recomputed.events, differences };
    });
  });
}

/** The offset from which on events are kept. @throws Fault `usage.events_gone` */
async function firstKept(tx: WorkerTx, partition: number, range: UsageRange): Promise<number> {
  const oldest = await findOldestEntry(tx, STREAMS.billingEvents, partition);
  if (oldest === null || oldest.firstOffset === 0) return 0;
  // Entries go in the order they were appended, and none was appended before its messages were received. An hour for clocks
  // that differ.
  const complete = oldest.appendedAt + HOUR_MS;
  if (range.from < complete)
    throw fault(
      "usage.events_gone",
      `Billing events are kept from ${new Date(oldest.appendedAt).toISOString()} on; hours before cannot be recomputed.`,
    );
  return oldest.firstOffset;
}

type Part = {
  readonly tenantId: string;
  readonly partition: number;
  readonly from: number;
  /** Where the meter stands: what lies beyond is its own to count. */
  readonly to: number;
  /** Offsets of events that the meter disputed. */
  readonly disputed: ReadonlySet<number>;
  readonly range: UsageRange;
  readonly now: number;
};

async function recompute(log: EventLog, { tenantId, partition, to, disputed, range, now, ...part }: Part) {
  const [seen, seenIds, hours] = [new SeenOffsets(), new Set<string>(), new UsageHours()];
  let events = 0;
  for (let from = part.from; from < to; ) {
    const at = new Map([[partition, from]]);
    // Aborted from the start: it answers with what there is and waits for nothing.
    const batch = await log.read(STREAMS.billingEvents, at, READ_MESSAGES_MAX, AbortSignal.abort());
    const move = batch.moves.find((candidate) => candidate.partition === partition);
    if (move === undefined) break;
    const own = batch.messages.filter(
      (message) => message.tenantId === tenantId && message.offset < to && !disputed.has(message.offset),
    );
    const { counted } = judgeEvents(
      own.map((message) => readEvent(message, now)),
      seen,
      seenIds,
    );
    for (const { event } of counted) {
      const at = Date.parse(event.ts);
      if (at < range.from || at >= range.to) continue;
      hours.add(event);
      events += 1;
    }
    from = move.to;
  }
  return { hours: hours.list(), events };
}

const toChange = ({ deviceId, hour, counted, recomputed }: HourDifference) => ({
  deviceId,
  hour,
  messages: recomputed.messages - counted.messages,
  bytes: recomputed.bytes - counted.bytes,
});
