import { withTenant } from "@outstation/db/tenant";
import { statesBefore } from "./export";
import { type ExportDeps, SILENT_MS } from "./run-export";

/** Exports that are over are listed for so long. */
const LISTED_MS = 90 * 86_400_000;

/** Deletes the files of exports that expired or were cancelled, and forgets those that are long over. @returns how many files went. */
export async function forgetExports({ db, objects, now }: ExportDeps, tenantId: string): Promise<number> {
  const at = new Date(now());
  const over = await withTenant(db, tenantId, ({ rows }) =>
    rows.telemetryExport.findMany({
      where: {
        tenantId,
        objectKey: { not: null },
        OR: [{ state: { in: statesBefore("expire") }, expiresAt: { lte: at } }, { state: "cancelled" }],
      },
      select: { id: true, objectKey: true },
    }),
  );
  for (const { id, objectKey } of over) {
    if (objectKey !== null) await objects.delete(objectKey);
    await withTenant(db, tenantId, async ({ rows }) => {
      await rows.telemetryExport.updateMany({
        where: { tenantId, id, state: { in: statesBefore("expire") } },
        data: { state: "expired" },
      });
      await rows.telemetryExport.updateMany({ where: { tenantId, id }, data: { objectKey: null } });
    });
  }
  await withTenant(db, tenantId, ({ rows }) =>
    rows.telemetryExport.deleteMany({
      where: {
        tenantId,
        state: { in: ["failed", "cancelled", "expired"] },
        requestedAt: { lt: new Date(now() - LISTED_MS) },
      },
    }),
  );
  return over.length;
}

/** The exports that wait for a worker: nobody has begun them, or whoever did has fallen silent. */
export const listWaitingExports = ({ db, now }: ExportDeps, tenantId: string): Promise<string[]> =>
  withTenant(db, tenantId, async ({ rows }) => {
    const waiting = await rows.telemetryExport.findMany({
      where: { tenantId, OR: [{ state: "queued" }, { state: "running", seenAt: { lt: new Date(now() - SILENT_MS) } }] },
      select: { id: true },
      orderBy: { id: "asc" },
    });
    return waiting.map(({ id }) => id);
  });
