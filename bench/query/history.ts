import { type Database, openDatabase } from "@outstation/db/database";
import type { DatabaseUrls } from "@outstation/db/provision";
import { saveLatest } from "@outstation/db/series/latest";
import { toPlacedColumns } from "@outstation/db/series/placed-readings";
import { MS_PER_DAY } from "@outstation/db/series/rollups";
import { layRows, MS_PER_HOUR } from "@outstation/db/series/rows";
import { type Samples, toSamples } from "@outstation/db/series/samples";
import { sealSamples } from "@outstation/db/series/seal";
import { ensureDays, writeReadings } from "@outstation/db/series/write";
import { withWorker } from "@outstation/db/worker";
import { newId } from "@outstation/kit/ids";
import { ask } from "../harness/ask";
import { processValues } from "../ingest/trace";

export type History = {
  readonly tenantId: string;
  readonly deviceId: string;
  readonly deviceKey: string;
  readonly point: string;
  /** The end of the sealed history; a fresh hour follows it. */
  readonly sealedTo: number;
  readonly app: Database;
  close(): Promise<void>;
};

export const FRESH_POINTS = 10;
const SECONDS = 3600;

/** One hour of a slowly varying process value, once a second. */
export function hourOfProcess(hour: number, values: Iterator<number>): Samples {
  return toSamples(
    Array.from({ length: SECONDS }, (_, second) => ({
      measuredAt: hour + second * 1000,
      number: values.next().value as number,
      quality: 0,
      extra: undefined,
    })),
  );
}

/**
 * A tenant with one device, whose first point was read once a second: `days` of sealed hours, then one hour of rows with ten
 * points in each message.
 */
export async function makeHistory(
  urls: DatabaseUrls & { readonly superuser: string },
  days: number,
  sealedTo: number,
): Promise<History> {
  const [tenantId, deviceId] = [newId(), newId()];
  await nameDevice(urls.superuser, tenantId, deviceId);
  const db = await openDatabase(urls.ingest, 2);
  const values = processValues(1);
  for (let day = sealedTo - days * MS_PER_DAY; day < sealedTo; day += MS_PER_DAY) {
    await ensureDays(db, [day, day + MS_PER_DAY - 1]);
    await withWorker(db, (tx) =>
      tx.asTenant(tenantId, async () => {
        for (let hour = day; hour < day + MS_PER_DAY; hour += MS_PER_HOUR)
          await sealSamples(tx, tenantId, { deviceId, hour }, new Map([[1, hourOfProcess(hour, values)]]));
      }),
    );
  }
  await writeFreshHour(db, { tenantId, deviceId, hour: sealedTo });
  await db.close();
  await ask(urls.superuser, "VACUUM ANALYZE");
  const app = await openDatabase(urls.app, 10);
  return { tenantId, deviceId, deviceKey: "pump-1", point: "point_1", sealedTo, app, close: () => app.close() };
}

async function nameDevice(superuser: string, tenantId: string, deviceId: string): Promise<void> {
  await ask(superuser, "INSERT INTO tenants (id, slug, name) VALUES ($1, 'bench', 'Bench')", [tenantId]);
  await ask(
    superuser,
    "INSERT INTO devices (tenant_id, id, key, name, type) VALUES ($1, $2, 'pump-1', 'Pump 1', 'sensor')",
    [tenantId, deviceId],
  );
  await ask(
    superuser,
    `INSERT INTO points (tenant_id, device_id, no, name, kind, silence_ms_max)
     SELECT $1, $2, no, 'point_' || no, 'number', 5000 FROM generate_series(1, $3::int) AS no`,
    [tenantId, deviceId, FRESH_POINTS],
  );
}

type FreshHour = { readonly tenantId: string; readonly deviceId: string; readonly hour: number };

async function writeFreshHour(db: Database, { tenantId, deviceId, hour }: FreshHour): Promise<void> {
  const points = Array.from({ length: FRESH_POINTS }, (_, index) => ({
    no: index + 1,
    values: processValues(index + 1),
  }));
  const latest: Record<number, readonly [number, number, number, number]> = {};
  const rows = Array.from({ length: SECONDS }, (_, second) => {
    const measuredAt = hour + second * 1000;
    const readings = points.map(({ no, values }) => {
      const number = values.next().value as number;
      latest[no] = [measuredAt, number, 0, measuredAt];
      return { point: no, measuredAt, number, quality: 0, extra: undefined };
    });
    const message = { tenantId, deviceId, boot: 1, seq: second + 1, receivedAt: measuredAt };
    return layRows([{ ...message, columns: toPlacedColumns(readings) }]);
  }).flat();
  await ensureDays(db, [hour]);
  await withWorker(db, async (tx) => {
    await writeReadings(tx, rows);
    const receivedAt = hour + (SECONDS - 1) * 1000;
    await saveLatest(tx, [{ tenantId, updates: [{ deviceId, receivedAt, latest }] }]);
  });
}
