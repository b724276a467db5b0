import { type Database, openDatabase } from "@outstation/db/database";
import { type PlacedReading, toPlacedColumns } from "@outstation/db/series/placed-readings";
import { readSamples } from "@outstation/db/series/read";
import { layRows } from "@outstation/db/series/rows";
import { eachSample, mergeSamples, type Sample } from "@outstation/db/series/samples";
import { listSealable, sealHour } from "@outstation/db/series/seal";
import { writeReadings } from "@outstation/db/series/write";
import { withPlatform, withTenant } from "@outstation/db/tenant";
import { withWorker } from "@outstation/db/worker";
import { newId } from "@outstation/kit/ids";
import type { ObjectStore } from "../../../ports";
import { ensureTenant } from "../../../tenancy/tenants";
import { createColdReader } from "..";

const MS_PER_HOUR = 3_600_000;

export type Placed = Partial<PlacedReading> & { readonly measuredAt: number };

type Urls = { readonly ingest: string; readonly app: string; readonly platform: string };

/** Two tenants in an empty database, and hands to put readings in and get them out, wherever they lie. */
export async function openColdWorld(urls: Urls, objects: ObjectStore) {
  const [db, app] = [await openDatabase(urls.ingest, 4), await openDatabase(urls.app, 2)];
  const platform = await openDatabase(urls.platform, 1);
  const tenantIds = await withPlatform(platform, "tenants of the test", async (tx) => ({
    acme: await ensureTenant(tx, { slug: "acme", name: "Acme" }),
    globex: await ensureTenant(tx, { slug: "globex", name: "Globex" }),
  }));
  await platform.close();
  return {
    ...{ db, app, objects, tenantIds },
    ...hands(db, app, objects),
    close: async () => {
      await Promise.all([db.close(), app.close()]);
    },
  };
}
export type ColdWorld = Awaited<ReturnType<typeof openColdWorld>>;

function hands(db: Database, app: Database, objects: ObjectStore) {
  const cold = createColdReader(app, objects);
  let seq = 0;
  return {
    addDevice: (tenantId: string, key: string, points = ["temperature"]): Promise<string> =>
      withTenant(app, tenantId, async ({ rows }) => {
        const id = newId();
        await rows.device.create({ data: { tenantId, id, key, name: key, type: "t" } });
        await rows.point.createMany({
          data: points.map((name, index) => ({
            tenantId,
            deviceId: id,
            no: index + 1,
            name,
            kind: "number",
            unit: "Cel",
          })),
        });
        return id;
      }),
    write: async (tenantId: string, deviceId: string, readings: readonly Placed[]) => {
      for (const day of new Set(readings.map(({ measuredAt }) => new Date(measuredAt).toISOString().slice(0, 10))))
        await db.workers.query("SELECT series.ensure_day($1::date)", [day]);
      const message = { tenantId, deviceId, boot: 1, seq: ++seq, receivedAt: Date.now() };
      const columns = toPlacedColumns(
        readings.map((reading) => ({ point: 1, number: 1, quality: 0, extra: undefined, ...reading })),
      );
      await withWorker(db, (tx) => writeReadings(tx, layRows([{ ...message, columns }])));
    },
    seal: async (tenantId: string) => {
      const later = Date.now() + MS_PER_HOUR;
      const due = await withWorker(db, (tx) => tx.asTenant(tenantId, () => listSealable(tx, tenantId, later, 10_000)));
      for (const hour of due) await withWorker(db, (tx) => tx.asTenant(tenantId, () => sealHour(tx, tenantId, hour)));
    },
    /** As a query does it: the store first, then what is cold. */
    read: async (tenantId: string, deviceId: string, points = [1], range = { from: 0, to: Date.now() }) => {
      const hot = await readSamples(app, tenantId, deviceId, points, range);
      const merged = new Map(hot);
      for (const [point, samples] of await cold.read(tenantId, deviceId, points, range)) {
        const known = hot.get(point);
        merged.set(point, known === undefined ? samples : mergeSamples(samples, known));
      }
      return Object.fromEntries([...merged].map(([point, samples]) => [point, [...eachSample(samples)]])) as Record<
        number,
        Sample[]
      >;
    },
    readHot: async (tenantId: string, deviceId: string, points = [1]) => {
      const hot = await readSamples(app, tenantId, deviceId, points, { from: 0, to: Date.now() });
      return [...hot.values()].reduce((sum, { measuredAt }) => sum + measuredAt.length, 0);
    },
    parts: async (tenantId: string) =>
      withWorker(db, (tx) =>
        tx.asTenant(tenantId, async () => {
          const { rows } = await tx.client.query(
            `SELECT day::text, part, state, readings::int, object_key AS key FROM series.cold_parts
             WHERE tenant_id = $1 ORDER BY day, part`,
            [tenantId],
          );
          return rows as { day: string; part: number; state: string; readings: number | null; key: string }[];
        }),
      ),
    keys: async () => {
      const keys: string[] = [];
      for await (const { key } of objects.list("")) keys.push(key);
      return keys;
    },
    storeDays: async () =>
      (
        await db.reads.query("SELECT relname FROM pg_class WHERE relname ~ '^readings_' AND relkind = 'r' ORDER BY 1")
      ).rows.map(({ relname }) => relname as string),
  };
}

/** Every so often from `from` on. */
export const everyMs = (from: number, ms: number, count: number, reading: Partial<PlacedReading> = {}): Placed[] =>
  Array.from({ length: count }, (_, index) => ({ measuredAt: from + index * ms, number: index / 10, ...reading }));

export { MS_PER_HOUR };
