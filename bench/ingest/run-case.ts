import { join } from "node:path";
import { ask } from "../harness/ask";
import type { FleetDevice } from "../harness/fleet";
import type { Installation } from "../harness/installation";
import { timeUntil } from "../harness/until";
import { cpuMsOf } from "./cpu";
import { type Connection, connect, framesOf } from "./load";
import { copyWithPsql, emptyNarrowTables, type NarrowTable, writeCopyFile } from "./narrow-table";
import { makeTrace } from "./trace";

export type Case = {
  readonly fleet: readonly FleetDevice[];
  readonly readingsPerMessage: number;
  readonly messagesPerDevice: number;
  /** Unacknowledged messages of a connection. */
  readonly window: number;
  readonly rounds: number;
};

/** Readings a second, and microseconds of CPU a reading: of the ingest processes, of Postgres beneath them, of Postgres under `\\copy`. */
export type Rates = {
  readonly acknowledged: number;
  readonly stored: number;
  readonly narrow: number;
  readonly plain: number;
  readonly ingestCpu: number;
  readonly postgresCpu: number;
  readonly narrowCpu: number;
};

const DAY_MS = 86_400_000;
const WARM_UP_ROUNDS = 2;
const WITHIN_MS = 120_000;
let boots = 0;

/** Rounds of one case: `psql \copy` into both tables and the platform, in turns; the first rounds, in which both are still warming up, are not counted. */
export async function runCase(installation: Installation, group: string, wanted: Case): Promise<Rates[]> {
  const connections = await Promise.all(wanted.fleet.map((device) => connect(device, installation.ports.mqtt)));
  const rounds: Rates[] = [];
  try {
    for (let round = 0; round < WARM_UP_ROUNDS + wanted.rounds; round++) {
      const rates = await oneRound(installation, group, wanted, connections);
      if (round >= WARM_UP_ROUNDS) rounds.push(rates);
    }
  } finally {
    for (const connection of connections) connection.close();
  }
  return rounds;
}

async function oneRound(
  installation: Installation,
  group: string,
  { fleet, readingsPerMessage, messagesPerDevice, window }: Case,
  connections: readonly Connection[],
): Promise<Rates> {
  const { superuserUrl, supervisor, folder } = installation;
  const boot = ++boots;
  // Every round has a day of its own in the past, so that none inserts between another's rows.
  const startAt = Math.floor(Date.now() / DAY_MS) * DAY_MS - (boot + 1) * DAY_MS;
  const traces = fleet.map((_, device) =>
    makeTrace({ device, messages: messagesPerDevice, readingsPerMessage, boot, startAt }),
  );
  const frames = fleet.map((device, index) => framesOf(device, traces[index]?.payloads ?? []));
  const file = join(folder.path, "narrow.bin");
  await writeCopyFile(
    file,
    traces.flatMap(({ values }, index) => {
      const { tenantId, id: deviceId } = fleet[index] as FleetDevice;
      return values.map((row) => ({ tenantId, deviceId, ...row }));
    }),
  );
  await emptyNarrowTables(superuserUrl);
  await ask(superuserUrl, "CHECKPOINT");
  const readings = fleet.length * messagesPerDevice * readingsPerMessage;
  const cpuOf = (name: string) => (cpuMsOf(supervisor.pids()[name] ?? 0) / readings) * 1000;
  const copy = async (table: NarrowTable) => {
    const before = cpuOf("postgres");
    const ms = await copyWithPsql(superuserUrl, table, file);
    return { rate: (readings / ms) * 1000, cpu: cpuOf("postgres") - before };
  };
  const narrow = await copy("narrow");
  const plain = await copy("plain");
  const before = { ingest: cpuOf(group), postgres: cpuOf("postgres") };
  const begun = performance.now();
  await Promise.all(connections.map((connection, index) => connection.publish(frames[index] ?? [], window)));
  const acknowledgedMs = performance.now() - begun;
  await untilStored(superuserUrl, boot, fleet.length * messagesPerDevice);
  const storedMs = performance.now() - begun;
  return {
    acknowledged: (readings / acknowledgedMs) * 1000,
    stored: (readings / storedMs) * 1000,
    narrow: narrow.rate,
    plain: plain.rate,
    ingestCpu: cpuOf(group) - before.ingest,
    postgresCpu: cpuOf("postgres") - before.postgres,
    narrowCpu: narrow.cpu,
  };
}

async function untilStored(url: string, boot: number, messages: number): Promise<void> {
  const isThere = async () => {
    const [row] = await ask<{ count: number }>(
      url,
      "SELECT coalesce(sum(upper(part) - lower(part)), 0)::int AS count FROM series.sequences, unnest(seen) AS part WHERE boot = $1",
      [boot],
    );
    return row?.count === messages;
  };
  if ((await timeUntil(isThere, { withinMs: WITHIN_MS, everyMs: 10 })) === null)
    throw new Error(`not everything was stored within ${WITHIN_MS / 1000} s`);
}
