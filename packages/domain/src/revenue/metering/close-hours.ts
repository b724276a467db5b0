import { partitionOf, STREAMS } from "@outstation/contracts/streams/streams";
import { listOpenTenants } from "@outstation/db/metering/across-tenants";
import { findOldestEntry, holdPosition } from "@outstation/db/metering/position";
import { closeHours } from "@outstation/db/metering/usage";
import { withWorker } from "@outstation/db/worker";
import { type Database, METER_CONSUMER } from "../../ports";
import { HOUR_MS } from "./usage-hours";

/** How long after its end an hour waits for events that are on their way: a batch that is retried, a database that was away. */
export const CLOSE_AFTER_MS = 15 * 60_000;

/**
 * Closes hours that are over, as far as the meter has read all that came until they were: one that is a day behind closes nothing
 * of that day, so that catching up makes no versions. What comes for a closed hour later makes its next version.
 * @returns how many were closed.
 */
export async function closeFinishedHours(db: Database, now: number): Promise<number> {
  const before = now - CLOSE_AFTER_MS - HOUR_MS;
  let closed = 0;
  for (const tenantId of await listOpenTenants(db, before))
    closed += await withWorker(db, async (tx) => {
      const partition = partitionOf(tenantId);
      const position = await holdPosition(tx, METER_CONSUMER, STREAMS.billingEvents, partition);
      if (position === null) return 0;
      const unread = await findOldestEntry(tx, STREAMS.billingEvents, partition, position);
      // Under steady load something is always unread: what counts is whether it came within the hour's time.
      const read = unread === null ? before : Math.min(before, unread.appendedAt - CLOSE_AFTER_MS - HOUR_MS);
      return tx.asTenant(tenantId, () => closeHours(tx, tenantId, read, now));
    });
  return closed;
}
