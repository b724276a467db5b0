import type { Database } from "@outstation/db/database";
import { withTenant } from "@outstation/db/tenant";
import { fault } from "@outstation/kit/fault";
import { type Act, recordAudit } from "../../tenancy/audit";
import { type ExportDevice, type ExportFormat, type ExportState, statesBefore } from "./export";

export type ExportView = {
  readonly id: string;
  readonly format: ExportFormat;
  readonly devices: readonly ExportDevice[];
  /** Unix milliseconds. */
  readonly from: number;
  readonly to: number;
  readonly state: ExportState;
  readonly requestedBy: string;
  readonly requestedAt: number;
  readonly rowsEstimated: number;
  readonly rowsDone: number;
  readonly failure: string | null;
  readonly size: number | null;
  readonly finishedAt: number | null;
  readonly expiresAt: number | null;
};

const LISTED = 100;

/** The tenant's last exports, newest first. */
export async function listExports(db: Database, tenantId: string): Promise<ExportView[]> {
  const rows = await withTenant(db, tenantId, (tx) =>
    tx.rows.telemetryExport.findMany({ where: { tenantId }, orderBy: { id: "desc" }, take: LISTED }),
  );
  return rows.map((row) => ({
    id: row.id,
    format: row.format as ExportFormat,
    devices: row.devices as unknown as ExportDevice[],
    from: row.fromAt.getTime(),
    to: row.toAt.getTime(),
    state: row.state as ExportState,
    requestedBy: row.requestedBy,
    requestedAt: row.requestedAt.getTime(),
    rowsEstimated: Number(row.rowsEstimated),
    rowsDone: Number(row.rowsDone),
    failure: row.failure,
    size: row.size === null ? null : Number(row.size),
    finishedAt: row.finishedAt?.getTime() ?? null,
    expiresAt: row.expiresAt?.getTime() ?? null,
  }));
}

/** Ends an export: its worker stops at its next look, and a file that is there is opened by no link and deleted soon. @throws Fault `export.not_found`, `export.done` */
export async function cancelExport(
  db: Database,
  tenantId: string,
  act: Act,
  { id, now }: { readonly id: string; readonly now: number },
): Promise<void> {
  await withTenant(db, tenantId, async (tx) => {
    const { count } = await tx.rows.telemetryExport.updateMany({
      where: { tenantId, id, state: { in: statesBefore("cancel") } },
      data: { state: "cancelled", finishedAt: new Date(now) },
    });
    if (count === 0) {
      const known = await tx.rows.telemetryExport.findUnique({ where: { tenantId_id: { tenantId, id } } });
      if (known === null) throw fault("export.not_found", "There is no such export.");
      throw fault("export.done", `This export is ${known.state} already.`);
    }
    await recordAudit(tx, act, id);
  });
}
