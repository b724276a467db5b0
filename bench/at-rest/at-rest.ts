import { join } from "node:path";
import { openDatabase } from "@outstation/db/database";
import { MS_PER_DAY } from "@outstation/db/series/rollups";
import { MS_PER_HOUR, type ReadingRow } from "@outstation/db/series/rows";
import { ensureDays, writeReadings } from "@outstation/db/series/write";
import { withWorker } from "@outstation/db/worker";
import { createSealer } from "@outstation/domain/signals/telemetry";
import { newId } from "@outstation/kit/ids";
import { ask } from "../harness/ask";
import { markdownTable } from "../harness/table";
import { copyWithPsql, createNarrowTables, requirePsql, writeCopyFile } from "../ingest/narrow-table";
import { type BenchServer, startBenchServer } from "../query/server";
import { POINTS, type RestTrace, restTraces } from "./traces";

/** Bytes a reading takes on disk, indexes and free space included, in each form it goes through. */
export async function benchAtRest(): Promise<void> {
  await requirePsql();
  const server = await startBenchServer();
  try {
    const tenantId = newId();
    const rows: string[][] = [];
    for (const [index, trace] of restTraces(tenantId).entries())
      rows.push(await measure(server, `rest_${index}`, tenantId, trace));
    const head = [
      "bytes a reading, indexes included",
      "narrow rows",
      `fresh, ${POINTS} a message`,
      "sealed, without rollups",
      "sealed, all",
      "of it hours and days",
    ];
    console.log(
      `\n${markdownTable(head, rows)}\n\nTargets: fresh ≤ 45; sealed, all ≤ 2 for slowly varying process values at 1 s.`,
    );
  } finally {
    await server.stop();
  }
}

async function measure(server: BenchServer, name: string, tenantId: string, trace: RestTrace): Promise<string[]> {
  const urls = await server.openDatabase(name);
  await ask(urls.superuser, "INSERT INTO tenants (id, slug, name) VALUES ($1, 'bench', 'Bench')", [tenantId]);
  await createNarrowTables(urls.superuser);
  const db = await openDatabase(urls.ingest, 2);
  const start = Math.floor(Date.now() / MS_PER_DAY) * MS_PER_DAY - Math.ceil(trace.hours / 24 + 1) * MS_PER_DAY;
  let readings = 0;
  for (let hour = start; hour < start + trace.hours * MS_PER_HOUR; hour += MS_PER_HOUR) {
    const rows = trace.rowsOf(hour);
    readings += rows.reduce((sum, row) => sum + row.readings, 0);
    await ensureDays(db, [hour]);
    await withWorker(db, (tx) => writeReadings(tx, rows));
    await copyNarrow(urls.superuser, join(server.folder, "narrow.bin"), rows);
  }
  const fresh = await bytesOf(urls.superuser, "series.readings");
  const narrow = await bytesOf(urls.superuser, "public.narrow");
  const seal = createSealer(db, 0);
  let sealed = 0;
  for (let pass = await seal(Date.now()); pass > 0; pass = await seal(Date.now())) sealed += pass;
  await db.close();
  if (sealed !== readings) throw new Error(`${sealed} readings were sealed where ${readings} were written`);
  const blocks = await bytesOf(urls.superuser, "series.blocks");
  const rollups = await bytesOf(urls.superuser, "series.rollups");
  const [row] = await ask<{ bytes: number }>(
    urls.superuser,
    "SELECT sum(pg_column_size(minutes))::float8 AS bytes FROM series.blocks",
  );
  const each = (bytes: number) => (bytes / readings).toFixed(2);
  return [
    trace.name,
    each(narrow),
    each(fresh),
    each(blocks - (row?.bytes ?? 0)),
    each(blocks + rollups),
    each(rollups),
  ];
}

async function copyNarrow(superuser: string, file: string, rows: readonly ReadingRow[]): Promise<void> {
  const narrow = rows.flatMap(({ tenantId, deviceId, parts }) =>
    parts.flatMap(({ points, measuredAt, numbers }) =>
      points.map((point, index) => ({
        tenantId,
        deviceId,
        point,
        at: measuredAt[index] as number,
        value: numbers[index] as number,
      })),
    ),
  );
  await writeCopyFile(file, narrow);
  await copyWithPsql(superuser, "narrow", file);
}

/** A table with its partitions, indexes and TOAST. */
async function bytesOf(superuser: string, table: string): Promise<number> {
  const [row] = await ask<{ bytes: number }>(
    superuser,
    `SELECT sum(pg_total_relation_size(relid))::float8 AS bytes FROM pg_partition_tree($1::regclass) WHERE isleaf
     HAVING count(*) > 0`,
    [table],
  );
  if (row !== undefined) return row.bytes;
  const [plain] = await ask<{ bytes: number }>(
    superuser,
    "SELECT pg_total_relation_size($1::regclass)::float8 AS bytes",
    [table],
  );
  return plain?.bytes ?? 0;
}
