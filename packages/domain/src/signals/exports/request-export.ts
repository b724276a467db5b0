import type { Database } from "@outstation/db/database";
import { withTenant } from "@outstation/db/tenant";
import { fault } from "@outstation/kit/fault";
import { newId } from "@outstation/kit/ids";
import { type Act, recordAudit } from "../../tenancy/audit";
import { assertRequest, assertSize, EXPORT_LIMITS, type ExportRequest } from "./export";
import { estimateRows, findExportDevices } from "./export-devices";

/**
 * About how many readings an export would have.
 * @throws Fault `export.invalid`, `device.not_found`, `point.not_found`
 */
export async function estimateExport(
  db: Database,
  tenantId: string,
  request: ExportRequest & { readonly now: number },
): Promise<number> {
  assertRequest(request);
  return estimateRows(db, tenantId, await findExportDevices(db, tenantId, request.devices), request);
}

/**
 * Asks for an export; a worker makes it.
 * @returns its id.
 * @throws Fault `export.invalid`, `export.too_large`, `export.too_many`, `device.not_found`, `point.not_found`
 */
export async function requestExport(
  db: Database,
  tenantId: string,
  act: Act,
  { now, ...request }: ExportRequest & { readonly now: number },
): Promise<string> {
  const rowsEstimated = await estimateExport(db, tenantId, { ...request, now });
  assertSize(rowsEstimated);
  const id = newId();
  const { format, devices, from, to } = request;
  await withTenant(db, tenantId, async (tx) => {
    const open = await tx.rows.telemetryExport.count({ where: { tenantId, state: { in: ["queued", "running"] } } });
    if (open >= EXPORT_LIMITS.open)
      throw fault(
        "export.too_many",
        `${open} exports are on their way, and there are at most ${EXPORT_LIMITS.open}. Wait for one to end, or cancel it.`,
      );
    await tx.rows.telemetryExport.create({
      data: {
        ...{ tenantId, id, format, fromAt: new Date(from), toAt: new Date(to), devices: devices as object },
        ...{ state: "queued", requestedBy: act.actorName, requestedAt: new Date(now), rowsEstimated },
      },
    });
    const range = { from: new Date(from).toISOString(), to: new Date(to).toISOString() };
    await recordAudit(tx, act, id, {
      after: { format, ...range, devices: devices.map(({ key }) => key), rowsEstimated },
    });
  });
  return id;
}
