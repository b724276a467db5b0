import type { Database } from "@outstation/db/database";
import { listTenants } from "@outstation/db/directory";
import { deleteCountsBefore } from "@outstation/db/series/gaps";
import { withWorker } from "@outstation/db/worker";

/** Forgets, of every tenant, what was counted before an instant; what is missing stays in the ledger. @returns rows that went. */
export async function forgetCounts(db: Database, before: number): Promise<number> {
  let gone = 0;
  for (const { id } of await listTenants(db))
    gone += await withWorker(db, (tx) => tx.asTenant(id, () => deleteCountsBefore(tx, id, before)));
  return gone;
}
