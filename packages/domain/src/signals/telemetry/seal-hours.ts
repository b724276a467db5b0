import type { Database } from "@outstation/db/database";
import { listTenants } from "@outstation/db/directory";
import { listSealable, sealHour } from "@outstation/db/series/seal";
import { withWorker } from "@outstation/db/worker";

/** Seals what is due now. @returns how many readings moved into blocks. */
export type Sealer = (now: number) => Promise<number>;

/** A pass takes this many device hours of a tenant before the next tenant's turn. */
const HOURS_PER_TURN = 200;

/**
 * Makes the job that moves finished hours from rows into compressed blocks, one device hour in a transaction.
 * @param sealAfterMs how long after its end an hour waits for late arrivals; those that come later are merged in.
 */
export function createSealer(db: Database, sealAfterMs: number): Sealer {
  return async (now) => {
    let readings = 0;
    for (const { id: tenantId } of await listTenants(db)) {
      const due = await withWorker(db, (tx) =>
        tx.asTenant(tenantId, () => listSealable(tx, tenantId, now - sealAfterMs, HOURS_PER_TURN)),
      );
      for (const hour of due)
        readings += await withWorker(db, (tx) => tx.asTenant(tenantId, () => sealHour(tx, tenantId, hour)));
    }
    return readings;
  };
}
