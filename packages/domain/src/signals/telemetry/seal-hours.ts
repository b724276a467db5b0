import type { Database } from "@outstation/db/database";
import { listTenants } from "@outstation/db/directory";
import { listSealable, listUnrolled, type SealableHour, sealHour } from "@outstation/db/series/seal";
import { type WorkerTx, withWorker } from "@outstation/db/worker";

/** Seals what is due now. @returns how many readings moved into blocks. */
export type Sealer = (now: number) => Promise<number>;

/** A tenant's turn takes this many device hours; then the next tenant's begins, until none has more. */
const HOURS_PER_TURN = 100;
/** A pass ends after this many turns, so that a backlog of days does not keep the rest of the upkeep waiting. */
const TURNS_PER_PASS = 20;

/**
 * Makes the job that moves finished hours from rows into compressed blocks, one device hour in a transaction, with one hour's
 * readings in memory. Its first pass also gives rollups to what was sealed before there were any.
 * @param sealAfterMs how long after its end an hour waits for late arrivals; those that come later are merged in.
 */
export function createSealer(db: Database, sealAfterMs: number): Sealer {
  let isRolled = false;
  return async (now) => {
    const tenants = (await listTenants(db)).map(({ id }) => id);
    if (!isRolled) await rollUp(db, tenants);
    isRolled = true;
    let readings = 0;
    let waiting = tenants;
    for (let turns = 0; waiting.length > 0 && turns < TURNS_PER_PASS; turns++) {
      const full: string[] = [];
      for (const tenantId of waiting) {
        const due = (tx: WorkerTx) => listSealable(tx, tenantId, now - sealAfterMs, HOURS_PER_TURN);
        const sealed = await sealListed(db, tenantId, due);
        readings += sealed.readings;
        if (sealed.hours === HOURS_PER_TURN) full.push(tenantId);
      }
      waiting = full;
    }
    return readings;
  };
}

/** Few in number: what an installation sealed before it came to this version. */
async function rollUp(db: Database, tenants: readonly string[]): Promise<void> {
  for (const tenantId of tenants) {
    const list = (tx: WorkerTx) => listUnrolled(tx, tenantId, HOURS_PER_TURN);
    for (let hours = HOURS_PER_TURN; hours === HOURS_PER_TURN; ) ({ hours } = await sealListed(db, tenantId, list));
  }
}

async function sealListed(db: Database, tenantId: string, list: (tx: WorkerTx) => Promise<SealableHour[]>) {
  const due = await withWorker(db, (tx) => tx.asTenant(tenantId, () => list(tx)));
  let readings = 0;
  for (const hour of due)
    readings += await withWorker(db, (tx) => tx.asTenant(tenantId, () => sealHour(tx, tenantId, hour)));
  return { hours: due.length, readings };
}
