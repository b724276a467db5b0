import { partitionOf, STREAMS } from "@outstation/contracts/streams/streams";
import { listOpenTenants } from "@outstation/db/metering/across-tenants";
import { holdStanding } from "@outstation/db/metering/position";
import { closeHours } from "@outstation/db/metering/usage";
import { withWorker } from "@outstation/db/worker";
import { type Database, METER_CONSUMER } from "../../ports";
import { HOUR_MS } from "./usage-hours";

/** How long after its end an hour waits for events that are on their way: a batch that is retried, a database that was away. */
export const CLOSE_AFTER_MS = 15 * 60_000;

/**
 * Closes hours that are over, of tenants whose events the meter has all read: a meter that is a day behind closes nothing, so
 * that catching up makes no versions. What comes for a closed hour later makes its next version.
 * @returns how many were closed.
 */
export async function closeFinishedHours(db: Database, now: number): Promise<number> {
  const before = now - CLOSE_AFTER_MS - HOUR_MS;
  let closed = 0;
  for (const tenantId of await listOpenTenants(db, before))
    closed += await withWorker(db, async (tx) => {
      const standing = await holdStanding(tx, METER_CONSUMER, STREAMS.billingEvents, partitionOf(tenantId));
      if (standing === null || standing.position < standing.appended) return 0;
      return tx.asTenant(tenantId, () => closeHours(tx, tenantId, before, now));
    });
  return closed;
}
