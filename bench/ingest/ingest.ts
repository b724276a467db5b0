import { join } from "node:path";
import { type Database, openDatabase } from "@outstation/db/database";
import { readAsTenant } from "@outstation/db/tenant";
import { createSealer } from "@outstation/domain/signals/telemetry";
import { sleep } from "@outstation/kit/clock";
import { type RunningPlatform, startPlatform } from "@outstation/local/platform";
import { freePorts } from "@outstation/local/ports";
import { makeTestFolder } from "@outstation/local/temp-folder";
import { type BenchDevice, enrolFleet } from "./fleet";
import { publishOver } from "./load";
import { ask, copyWithPsql, createNarrowTable, emptyNarrowTable, requirePsql, writeCopyFile } from "./narrow-table";
import { makeTrace, type Trace } from "./trace";

const CONNECTIONS = 20;
const MESSAGES = 1500;
const READINGS = 10;
const ROUNDS = 5;
const HOUR_MS = 3_600_000;

/**
 * End to end over mutual TLS, row security and dedupe on, beside `psql \copy` of the same readings into an indexed narrow
 * table, in turns on the same server. Broker, pipeline, Postgres and the load share this machine's cores.
 */
export async function benchIngest(): Promise<void> {
  await requirePsql();
  const folder = await makeTestFolder();
  const platform = await startPlatform({
    dataDir: join(folder.path, "data"),
    ports: await freePorts(),
    simulators: false,
    webApps: [],
    report: () => undefined,
  });
  try {
    const { tenantId, db, devices } = await enrolFleet(platform, CONNECTIONS);
    await createNarrowTable(platform.databaseUrls.owner);
    const rounds: Round[] = [];
    for (let round = 0; round <= ROUNDS; round++) {
      const measured = await oneRound({ platform, db, devices, tenantId, round, folder: folder.path });
      // The first fills caches and compiles; it is not counted.
      if (round > 0) rounds.push(measured);
    }
    report(rounds);
    await reportAtRest(platform, (ROUNDS + 1) * CONNECTIONS * MESSAGES * READINGS);
    await db.close();
  } finally {
    await platform.stop();
    folder.remove();
  }
}

type Bench = {
  readonly platform: RunningPlatform;
  readonly db: Database;
  readonly devices: readonly BenchDevice[];
  readonly tenantId: string;
  readonly round: number;
  readonly folder: string;
};
/** Readings a second. */
type Round = { readonly acknowledged: number; readonly stored: number; readonly narrow: number };

async function oneRound({ platform, db, devices, tenantId, round, folder }: Bench): Promise<Round> {
  const { owner } = platform.databaseUrls;
  // Every round has a day of its own in the past, so that its hours can be sealed afterwards.
  const startAt = Math.floor(Date.now() / HOUR_MS) * HOUR_MS - (round + 2) * 24 * HOUR_MS;
  const traces = devices.map((_, device) =>
    makeTrace({ device, messages: MESSAGES, readingsPerMessage: READINGS, boot: round + 1, startAt }),
  );
  const readings = devices.length * MESSAGES * READINGS;
  const file = join(folder, "narrow.bin");
  await writeCopyFile(file, narrowRows(devices, traces, tenantId));
  await emptyNarrowTable(owner);
  const narrowMs = await copyWithPsql(owner, file);
  const begun = performance.now();
  await Promise.all(
    devices.map((device, index) => publishOver(device, platform.ports.mqtt, (traces[index] as Trace).payloads)),
  );
  const acknowledgedMs = performance.now() - begun;
  await untilStored(db, tenantId, round + 1, devices.length * MESSAGES);
  const storedMs = performance.now() - begun;
  const rate = (ms: number) => (readings / ms) * 1000;
  return { acknowledged: rate(acknowledgedMs), stored: rate(storedMs), narrow: rate(narrowMs) };
}

const narrowRows = (devices: readonly BenchDevice[], traces: readonly Trace[], tenantId: string) =>
  traces.flatMap(({ values }, index) =>
    values.map((row) => ({ tenantId, deviceId: (devices[index] as BenchDevice).id, ...row })),
  );

async function untilStored(db: Database, tenantId: string, boot: number, messages: number): Promise<void> {
  for (;;) {
    const [row] = await readAsTenant<{ count: number }>(
      db,
      tenantId,
      `SELECT coalesce(sum(upper(part) - lower(part)), 0)::int AS count FROM series.sequences, unnest(seen) AS part
       WHERE tenant_id = $1 AND boot = $2`,
      [tenantId, boot],
    );
    if (row?.count === messages) return;
    await sleep(10);
  }
}

function report(rounds: readonly Round[]): void {
  const median = (values: readonly number[]) => values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0;
  const line = (what: string, rates: readonly number[]) => {
    const ratios = rates.map((rate, index) => rate / (rounds[index]?.narrow ?? 1));
    const range = `${Math.min(...ratios).toFixed(2)}–${Math.max(...ratios).toFixed(2)}`;
    const rate = Math.round(median(rates)).toLocaleString("en");
    console.log(`${what.padEnd(58)} ${rate.padStart(9)}  ${median(ratios).toFixed(2).padStart(5)} (${range})`);
  };
  console.log(
    `${CONNECTIONS} connections, ${READINGS} readings a message, ${CONNECTIONS * MESSAGES} messages a round, median of ${ROUNDS} rounds in turns`,
  );
  console.log(`${"".padEnd(58)} readings/s  ratio (range)`);
  const column = (key: keyof Round) => rounds.map((round) => round[key]);
  line("psql \\copy (binary) into an indexed narrow table", column("narrow"));
  line("mTLS to PUBACK, committed to the log", column("acknowledged"));
  line("mTLS to stored: deduplicated, row security, last values", column("stored"));
}

async function reportAtRest(platform: RunningPlatform, readings: number): Promise<void> {
  const { owner, ingest } = platform.databaseUrls;
  await ask(owner, "VACUUM ANALYZE public.narrow");
  const narrow = await bytesOf(owner, "narrow%", "public");
  const fresh = await bytesOf(owner, "readings%", "series");
  const db = await openDatabase(ingest, 2);
  const seal = createSealer(db, 0);
  let sealed = 0;
  for (let pass = await seal(Date.now()); pass > 0; pass = await seal(Date.now())) sealed += pass;
  await db.close();
  const blocks = await bytesOf(owner, "blocks%", "series");
  console.log("\nbytes at rest for each reading, indexes included");
  const line = (what: string, bytes: number, count: number) =>
    console.log(`${what.padEnd(58)} ${(bytes / count).toFixed(2).padStart(9)}`);
  line("narrow rows", narrow, CONNECTIONS * MESSAGES * READINGS);
  line(`fresh array rows, ${READINGS} readings a message`, fresh, readings);
  line("sealed blocks", blocks, sealed);
}

async function bytesOf(ownerUrl: string, pattern: string, schema: string): Promise<number> {
  const [row] = await ask<{ bytes: number }>(
    ownerUrl,
    `SELECT coalesce(sum(pg_total_relation_size(pg_class.oid)), 0)::float8 AS bytes FROM pg_class
     JOIN pg_namespace ON pg_namespace.oid = relnamespace
     WHERE nspname = '${schema}' AND relkind = 'r' AND relname LIKE '${pattern}'`,
  );
  return row?.bytes ?? 0;
}
