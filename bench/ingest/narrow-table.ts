import { execFile } from "node:child_process";
import { writeFile } from "node:fs/promises";
import { promisify } from "node:util";
import { idBytes } from "@outstation/kit/ids";
import { ask } from "../harness/ask";

const run = promisify(execFile);
const PG_EPOCH_MS = Date.UTC(2000, 0, 1);
const ROW_BYTES = 2 + 6 * 4 + 16 + 16 + 4 + 8 + 8 + 2;

export type NarrowRow = {
  readonly tenantId: string;
  readonly deviceId: string;
  readonly point: number;
  readonly at: number;
  readonly value: number;
};

/** The baselines: one row a reading, with the primary key a time series needs and without any; no row security. */
export const NARROW_TABLES = ["narrow", "plain"] as const;
export type NarrowTable = (typeof NARROW_TABLES)[number];

const COLUMNS = "tenant_id uuid, device_id uuid, point int, measured_at timestamptz, value float8, quality smallint";

export async function createNarrowTables(ownerUrl: string): Promise<void> {
  await ask(
    ownerUrl,
    `CREATE TABLE IF NOT EXISTS public.narrow (${COLUMNS}, PRIMARY KEY (tenant_id, device_id, point, measured_at))`,
  );
  await ask(ownerUrl, `CREATE TABLE IF NOT EXISTS public.plain (${COLUMNS})`);
}

export async function emptyNarrowTables(ownerUrl: string): Promise<void> {
  await ask(ownerUrl, "TRUNCATE public.narrow, public.plain");
}

/** Writes rows in Postgres' binary COPY form. */
export async function writeCopyFile(file: string, rows: readonly NarrowRow[]): Promise<void> {
  const header = Buffer.concat([Buffer.from("PGCOPY\n\xff\r\n\0", "latin1"), Buffer.alloc(8)]);
  const body = Buffer.allocUnsafe(rows.length * ROW_BYTES);
  let at = 0;
  for (const row of rows) {
    at = body.writeInt16BE(6, at);
    for (const id of [row.tenantId, row.deviceId]) {
      at = body.writeInt32BE(16, at);
      body.set(idBytes(id), at);
      at += 16;
    }
    at = body.writeInt32BE(row.point, body.writeInt32BE(4, at));
    at = body.writeBigInt64BE(BigInt(row.at - PG_EPOCH_MS) * 1000n, body.writeInt32BE(8, at));
    at = body.writeDoubleBE(row.value, body.writeInt32BE(8, at));
    at = body.writeInt16BE(0, body.writeInt32BE(2, at));
  }
  await writeFile(file, Buffer.concat([header, body, Buffer.from([0xff, 0xff])]));
}

/** @throws where the baseline cannot be run. */
export async function requirePsql(): Promise<void> {
  await run("psql", ["--version"]).catch(() => {
    throw new Error("psql, the baseline of this bench, is not on this machine: install a PostgreSQL client.");
  });
}

/** `psql \copy` of the file into a table. @returns milliseconds. */
export async function copyWithPsql(ownerUrl: string, table: NarrowTable, file: string): Promise<number> {
  const begun = performance.now();
  await run("psql", [
    ownerUrl,
    "-v",
    "ON_ERROR_STOP=1",
    "-qc",
    `\\copy public.${table} from '${file}' with (format binary)`,
  ]);
  return performance.now() - begun;
}
