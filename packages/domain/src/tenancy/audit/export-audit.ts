import type { Database } from "@outstation/db/database";
import { withTenant } from "@outstation/db/tenant";
import { stringify } from "csv-stringify/sync";
import { type AuditSearch, listAuditRows } from "./audit.store";
import { viewEntry } from "./search-audit";

/** Events a page of the export reads at once. */
const PAGE = 1000;

const COLUMNS = ["seq", "at", "event", "subject", "actor_name", "actor", "on_behalf_of", "before", "after", "hash"];

/** The tenant's audit as CSV (RFC 4180), newest first, in pieces of at most a thousand events; the first has the header. */
export async function* exportAudit(
  db: Database,
  tenantId: string,
  search: Pick<AuditSearch, "text" | "events" | "from" | "to">,
): AsyncGenerator<string> {
  let beforeSeq: number | null = null;
  yield stringify([COLUMNS]);
  for (;;) {
    const page: AuditSearch = { ...search, beforeSeq, limit: PAGE };
    const rows = (await withTenant(db, tenantId, (tx) => listAuditRows(tx, page))).map(viewEntry);
    if (rows.length === 0) return;
    yield stringify(
      rows.map((row) =>
        [
          row.seq,
          new Date(row.at).toISOString(),
          row.event,
          row.subject,
          row.actorName,
          row.actor,
          row.onBehalfOf,
          row.before === null ? null : JSON.stringify(row.before),
          row.after === null ? null : JSON.stringify(row.after),
          row.hash,
        ].map(safeCell),
      ),
    );
    beforeSeq = rows.at(-1)?.seq ?? null;
  }
}

/** A spreadsheet would run a cell that begins so (OWASP, CSV injection). */
const safeCell = (cell: string | number | null) =>
  typeof cell === "string" && /^[=+\-@\t\r]/.test(cell) ? `'${cell}` : cell;
