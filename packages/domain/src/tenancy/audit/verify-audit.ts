import type { Database } from "@outstation/db/database";
import { readAsTenant } from "@outstation/db/tenant";

export type AuditProof = {
  readonly events: number;
  /** The first event that does not follow from the one before it; null when the chain holds. */
  readonly brokenSeq: number | null;
  /** Whether the newest event is the one the chain ends with: false when the end was cut off. */
  readonly headHolds: boolean;
};

/** Recomputes every hash of the tenant's audit. */
export async function verifyAudit(db: Database, tenantId: string): Promise<AuditProof> {
  type Row = { events: string; broken_seq: string | null; head_holds: boolean };
  const rows = await readAsTenant<Row>(db, tenantId, "SELECT * FROM verify_audit($1)", [tenantId]);
  const { events, broken_seq, head_holds } = rows[0] as Row;
  return {
    events: Number(events),
    brokenSeq: broken_seq === null ? null : Number(broken_seq),
    headHolds: head_holds,
  };
}
