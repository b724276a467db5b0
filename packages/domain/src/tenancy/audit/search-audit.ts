import { AUDIT_EVENTS, type AuditEventName } from "@outstation/contracts/access/audit-events";
import type { Database } from "@outstation/db/database";
import { withTenant } from "@outstation/db/tenant";
import { type AuditRow, type AuditSearch, listAuditRows } from "./audit.store";

export type AuditEntry = {
  readonly seq: number;
  /** Unix milliseconds. */
  readonly at: number;
  readonly actor: string;
  readonly actorName: string;
  /** The grant under which an operator of the platform acted. */
  readonly onBehalfOf: string | null;
  readonly event: string;
  /** The event in words. */
  readonly title: string;
  readonly subject: string;
  readonly before: unknown;
  readonly after: unknown;
  /** Hexadecimal. */
  readonly hash: string;
};

/** A page of the tenant's audit, newest first, and the cursor of the next one. */
export async function searchAudit(
  db: Database,
  tenantId: string,
  search: AuditSearch,
): Promise<{ entries: AuditEntry[]; nextBeforeSeq: number | null }> {
  const rows = await withTenant(db, tenantId, (tx) => listAuditRows(tx, { ...search, limit: search.limit + 1 }));
  const entries = rows.slice(0, search.limit).map(viewEntry);
  return { entries, nextBeforeSeq: rows.length > search.limit ? (entries.at(-1)?.seq ?? null) : null };
}

export const viewEntry = (row: AuditRow): AuditEntry => ({
  seq: Number(row.seq),
  at: row.at.getTime(),
  actor: row.actor,
  actorName: row.actorName || row.actor,
  onBehalfOf: row.onBehalfOf,
  event: row.event,
  title: AUDIT_EVENTS[row.event as AuditEventName] ?? row.event,
  subject: row.subject,
  before: row.before,
  after: row.after,
  hash: Buffer.from(row.hash).toString("hex"),
});
