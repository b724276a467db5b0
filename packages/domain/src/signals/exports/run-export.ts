import { withTenant } from "@outstation/db/tenant";
import { Fault } from "@outstation/kit/fault";
import type { ObjectStore, PutObject } from "../../ports";
import { encodeCsv } from "./encode-csv";
import { encodeParquet } from "./encode-parquet";
import { EXPORT_KEPT_MS, type ExportDevice, type ExportFormat, statesBefore } from "./export";
import { findExportDevices } from "./export-devices";
import { type ExportBatch, type ExportSource, exportReadings } from "./export-readings";

export type ExportDeps = ExportSource & { readonly objects: ObjectStore; readonly now: () => number };
export type ExportOutcome = "ready" | "failed" | "tried again" | "cancelled" | "not ours";

/** A worker that has said nothing for so long is taken for dead. */
export const SILENT_MS = 2 * 60_000;
const PROGRESS_EVERY_MS = 1000;
const ATTEMPTS_MAX = 3;

type Tenant = { readonly id: string; readonly slug: string };
type Job = {
  readonly id: string;
  readonly format: ExportFormat;
  readonly devices: readonly ExportDevice[];
  readonly from: number;
  readonly to: number;
  readonly attempts: number;
};

/** Makes one export, unless someone else does or it is over. What fails is tried three times. */
export async function runExport(deps: ExportDeps, tenant: Tenant, id: string): Promise<ExportOutcome> {
  const job = await claim(deps, tenant.id, id);
  if (job === null) return "not ours";
  const key = `tenants/${tenant.slug}/exports/${id}.${job.format}`;
  const counter = { rows: 0, isStopped: false };
  try {
    const devices = await findExportDevices(deps.db, tenant.id, job.devices);
    const readings = counted(deps, tenant.id, job, counter, exportReadings(deps, tenant.id, devices, job));
    const put = await deps.objects.put(key, job.format === "csv" ? encodeCsv(readings) : encodeParquet(readings));
    if (await finish(deps, tenant.id, id, { key, put, rows: counter.rows })) return "ready";
    await deps.objects.delete(key);
    return "cancelled";
  } catch (reason) {
    if (counter.isStopped) return "cancelled";
    return fail(deps, tenant.id, job, reason);
  }
}

async function claim({ db, now }: ExportDeps, tenantId: string, id: string): Promise<Job | null> {
  return withTenant(db, tenantId, async ({ rows }) => {
    const silent = new Date(now() - SILENT_MS);
    const { count } = await rows.telemetryExport.updateMany({
      where: {
        ...{ tenantId, id, state: { in: statesBefore("claim") } },
        OR: [{ state: "queued" }, { seenAt: { lt: silent } }],
      },
      data: { state: "running", seenAt: new Date(now()), rowsDone: 0, attempts: { increment: 1 } },
    });
    if (count === 0) return null;
    const row = await rows.telemetryExport.findUniqueOrThrow({ where: { tenantId_id: { tenantId, id } } });
    return {
      ...{ id, format: row.format as ExportFormat, devices: row.devices as unknown as ExportDevice[] },
      ...{ from: row.fromAt.getTime(), to: row.toAt.getTime(), attempts: row.attempts },
    };
  });
}

type Counter = { rows: number; isStopped: boolean };

/** Passes readings on and says once a second how many they were; stops where the export was cancelled or is another's now. */
async function* counted(
  { db, now }: ExportDeps,
  tenantId: string,
  { id, attempts }: Job,
  counter: Counter,
  batches: AsyncIterable<ExportBatch>,
): AsyncGenerator<ExportBatch> {
  let toldAt = now();
  for await (const batch of batches) {
    yield batch;
    counter.rows += batch.samples.measuredAt.length;
    if (now() - toldAt < PROGRESS_EVERY_MS) continue;
    toldAt = now();
    const { count } = await withTenant(db, tenantId, ({ rows }) =>
      rows.telemetryExport.updateMany({
        where: { tenantId, id, attempts, state: { in: statesBefore("progress") } },
        data: { rowsDone: counter.rows, seenAt: new Date(toldAt) },
      }),
    );
    counter.isStopped = count === 0;
    if (counter.isStopped) throw new Error("the export was stopped");
  }
}

async function finish(
  { db, now }: ExportDeps,
  tenantId: string,
  id: string,
  { key, put, rows: rowsDone }: { readonly key: string; readonly put: PutObject; readonly rows: number },
): Promise<boolean> {
  const { count } = await withTenant(db, tenantId, ({ rows }) =>
    rows.telemetryExport.updateMany({
      where: { tenantId, id, state: { in: statesBefore("finish") } },
      data: {
        ...{ state: "ready", rowsDone, objectKey: key, size: put.size, sha256: put.sha256 },
        ...{ finishedAt: new Date(now()), expiresAt: new Date(now() + EXPORT_KEPT_MS) },
      },
    }),
  );
  return count === 1;
}

async function fail(
  { db, now }: ExportDeps,
  tenantId: string,
  { id, attempts }: Job,
  reason: unknown,
): Promise<ExportOutcome> {
  // Names that mean nothing any more will mean nothing the next time.
  const isFinal = attempts >= ATTEMPTS_MAX || (reason instanceof Fault && /\.not_found$/.test(reason.code));
  const failure = reason instanceof Fault ? reason.publicMessage : "The export could not be made.";
  await withTenant(db, tenantId, ({ rows }) =>
    rows.telemetryExport.updateMany({
      where: { tenantId, id, attempts, state: { in: statesBefore("fail") } },
      data: isFinal
        ? { state: "failed", failure, finishedAt: new Date(now()) }
        : // Claimed anew once it has been silent for long enough: a store that is away is not asked without a pause.
          { failure },
    }),
  );
  return isFinal ? "failed" : "tried again";
}
