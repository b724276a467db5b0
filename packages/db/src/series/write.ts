import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { from as copyFrom } from "pg-copy-streams";
import type { Database } from "../database";
import type { WorkerTx } from "../worker";
import { encodeCopy, releaseCopy } from "./copy-rows";
import type { ReadingRow } from "./rows";

const STAGE = "CREATE TEMP TABLE IF NOT EXISTS staged_readings (LIKE series.readings) ON COMMIT DELETE ROWS";
// COPY into a table with policies is refused (0A000), so rows are staged in a temporary one and inserted from there,
// where the tenant's policy checks each.
const COPY = "COPY staged_readings FROM STDIN (FORMAT binary)";
/** A message without a sequence number, known by the hash of its payload. */
export type UnnumberedMessage = { readonly deviceId: string; readonly seq: number };

/** Stores rows as `stageReadings` and `takeStaged` do. @returns those messages without a sequence number that were new. */
export async function writeReadings(tx: WorkerTx, rows: readonly ReadingRow[]): Promise<UnnumberedMessage[]> {
  await stageReadings(tx, rows);
  return takeStaged(tx);
}

/**
 * Copies rows of many tenants to where the transaction can take them from: the larger part of the work, and none that another
 * transaction would wait for. What was staged before in this transaction gives way.
 */
export async function stageReadings(tx: WorkerTx, rows: readonly ReadingRow[]): Promise<void> {
  await emptyStage(tx);
  if (rows.length === 0) return;
  // Each tenant's side by side, so that its part of the temporary table is read and no other.
  const ordered = rows.toSorted((a, b) => (a.tenantId < b.tenantId ? -1 : a.tenantId > b.tenantId ? 1 : 0));
  const encoded = encodeCopy(ordered);
  await pipeline(Readable.from([encoded]), tx.client.query(copyFrom(COPY)));
  releaseCopy(encoded);
}

/**
 * Moves what is staged to the store with one insert a tenant, each under that tenant's policy. A row that is there already changes
 * nothing.
 * @returns those messages without a sequence number that were new.
 */
export async function takeStaged(tx: WorkerTx): Promise<UnnumberedMessage[]> {
  const taken = await tx.client.query(`SELECT device_id AS "deviceId", seq::float8 AS seq FROM series.take_staged()`);
  return taken.rows;
}

/** Transactions that have staged something. */
const staging = new WeakSet<WorkerTx>();

async function emptyStage(tx: WorkerTx): Promise<void> {
  if (staging.has(tx)) await tx.client.query("TRUNCATE staged_readings");
  else await stage(tx);
  staging.add(tx);
}

/** Connections that have their temporary table: it stays for as long as they do. */
const staged = new WeakSet<WorkerTx["client"]>();

async function stage({ client, afterCommit }: WorkerTx): Promise<void> {
  if (staged.has(client)) return;
  await client.query(STAGE);
  // A transaction that is rolled back takes the table with it.
  afterCommit((isCertain) => {
    if (isCertain) staged.add(client);
  });
}

const MS_PER_DAY = 86_400_000;
const known = new WeakMap<Database, Set<number>>();

/** A day this long past may have gone to the cold tier since it was made here, so it is made sure of each time. */
const LASTING_DAYS = 2;

/** Makes the partitions of the UTC days that these instants fall on; remembers the recent ones. */
export async function ensureDays(db: Database, instants: Iterable<number>): Promise<void> {
  const made = known.get(db) ?? new Set<number>();
  known.set(db, made);
  let last = Number.NaN;
  for (const instant of instants) {
    const day = Math.floor(instant / MS_PER_DAY);
    if (day === last) continue;
    last = day;
    if (made.has(day)) continue;
    await db.workers.query("SELECT series.ensure_day(date '1970-01-01' + $1::int)", [day]);
    if (day > Math.floor(Date.now() / MS_PER_DAY) - LASTING_DAYS) made.add(day);
  }
}
