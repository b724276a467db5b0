import { join } from "node:path";
import { parseArgs } from "node:util";
import { LIMIT_MAX } from "@outstation/domain/tenancy/limits";
import { haveJava } from "@outstation/local/kafka/runtime";
import { startKafka } from "@outstation/local/kafka/start-kafka";
import { type FleetDevice, registerFleet } from "../harness/fleet";
import { type Installation, startInstallation } from "../harness/installation";
import { setQuota } from "../harness/quota";
import { markdownTable, quantile, whole } from "../harness/table";
import { createNarrowTables, requirePsql } from "./narrow-table";
import { type Case, type Rates, runCase } from "./run-case";

/** The processes a message passes, or that keep the store; the others read on from there and nothing waits for them. */
const HOT_PATH = ["bridge", "pipeline", "pipeline-kafka", "presence", "upkeep"];
const GROUP = "ingest";
/** A device that has much to send keeps nearly as many messages unacknowledged as the broker lets it (256). */
const WINDOW = 200;

type Row = {
  readonly what: string;
  readonly case: Omit<Case, "fleet" | "rounds">;
  readonly fleet: readonly FleetDevice[];
};
type Path = {
  readonly name: string;
  readonly env: Readonly<Record<string, string>>;
  readonly processes: readonly string[];
};

/**
 * End to end over mutual TLS, dedupe and row security on and last values updated, beside `psql \copy` (binary) of the same
 * readings into a narrow table with its index and into one without any, in turns on the same server. The load, the platform
 * and Postgres share this machine's cores.
 */
export async function benchIngest(args: readonly string[]): Promise<void> {
  const { values } = parseArgs({ args: [...args], options: { rounds: { type: "string", default: "5" } } });
  const rounds = Number(values.rounds);
  await requirePsql();
  const installation = await startInstallation({ report: (line) => console.log(`  ${line}`) });
  try {
    await createNarrowTables(installation.superuserUrl);
    const fleets = await registerFleets(installation);
    const lines: string[][] = [];
    const measure = async (path: Path, rows: readonly Row[]) => {
      await installation.startIngest({ [GROUP]: path.processes }, path.env);
      for (const row of rows) {
        const rates = await runCase(installation, GROUP, { ...row.case, fleet: row.fleet, rounds });
        lines.push(lineOf(path.name, row.what, rates));
        console.log(`  ${lines.at(-1)?.join("  ")}`);
      }
      await installation.supervisor.kill(GROUP, "SIGTERM", { stayDown: true });
    };
    await measure(
      { name: "inline", env: { INGEST_PATH: "inline" }, processes: HOT_PATH.filter(isOfPostgres) },
      inlineRows(fleets),
    );
    await measure({ name: "inline, all processes", env: { INGEST_PATH: "inline" }, processes: ["all"] }, [
      usual(fleets.few),
    ]);
    await measure({ name: "Postgres log", env: { INGEST_PATH: "log" }, processes: HOT_PATH.filter(isOfPostgres) }, [
      usual(fleets.few),
    ]);
    await measureKafka(join(installation.folder.path, "kafka"), (env) =>
      measure({ name: "Kafka", env, processes: HOT_PATH }, [usual(fleets.few)]),
    );
    console.log(`\n${markdownTable(HEAD, lines)}\n`);
    console.log(
      `Median of ${rounds} rounds in turns (lowest–highest). Stored: committed where it is read, with dedupe, row security and last values.`,
    );
    console.log(
      "CPU: microseconds a reading, of the ingest process + of Postgres, beside Postgres' own under \\copy into the indexed table.",
    );
  } finally {
    await installation.stop();
  }
}

const isOfPostgres = (name: string): boolean => name !== "pipeline-kafka";

async function measureKafka(
  dir: string,
  measure: (env: Readonly<Record<string, string>>) => Promise<void>,
): Promise<void> {
  const missing = haveJava();
  if (missing !== null) return console.log(`  Kafka is left out: ${missing}`);
  const kafka = await startKafka({ nodes: 1, dir });
  try {
    await measure({ KAFKA_BROKERS: kafka.brokers.join(",") });
  } finally {
    await kafka.stop();
  }
}

type Fleets = {
  readonly few: readonly FleetDevice[];
  readonly many: readonly FleetDevice[];
  readonly tenants: readonly FleetDevice[];
};

async function registerFleets(installation: Installation): Promise<Fleets> {
  const few = await registerFleet(installation, { tenant: "few", count: 20, prefix: "d" });
  const many = await registerFleet(installation, { tenant: "many", count: 400, prefix: "d" });
  const tenants: FleetDevice[] = [];
  for (let tenant = 0; tenant < 200; tenant++)
    tenants.push(...(await registerFleet(installation, { tenant: `tenant-${tenant}`, count: 1, prefix: "d" })));
  for (const tenantId of new Set([...few, ...many, ...tenants].map((device) => device.tenantId)))
    await setQuota(installation, tenantId, LIMIT_MAX, LIMIT_MAX);
  return { few, many, tenants };
}

const usual = (fleet: readonly FleetDevice[]): Row => ({
  what: "10 readings, 20 connections, 1 tenant",
  case: { readingsPerMessage: 10, messagesPerDevice: 6000, window: WINDOW },
  fleet,
});

const inlineRows = ({ few, many, tenants }: Fleets): Row[] => [
  usual(few),
  {
    what: "1 reading, 20 connections, 1 tenant",
    case: { readingsPerMessage: 1, messagesPerDevice: 3000, window: WINDOW },
    fleet: few,
  },
  {
    what: "50 readings, 20 connections, 1 tenant",
    case: { readingsPerMessage: 50, messagesPerDevice: 1000, window: WINDOW },
    fleet: few,
  },
  {
    what: "10 readings, 400 connections, 1 tenant",
    case: { readingsPerMessage: 10, messagesPerDevice: 150, window: 10 },
    fleet: many,
  },
  {
    what: "10 readings, 20 connections, 20 tenants",
    case: { readingsPerMessage: 10, messagesPerDevice: 2000, window: WINDOW },
    fleet: tenants.slice(0, 20),
  },
  {
    what: "10 readings, 200 connections, 200 tenants",
    case: { readingsPerMessage: 10, messagesPerDevice: 200, window: 10 },
    fleet: tenants,
  },
];

const HEAD = [
  "path",
  "a message, the load",
  "stored/s",
  "acked/s",
  "× narrow, indexed",
  "× narrow, plain",
  "CPU",
  "of \\copy",
];

function lineOf(path: string, what: string, rates: readonly Rates[]): string[] {
  const median = (of: (round: Rates) => number) => quantile(rates.map(of), 0.5);
  const spread = (of: (round: Rates) => number) => {
    const all = rates.map(of);
    return `${median(of).toFixed(2)} (${Math.min(...all).toFixed(2)}–${Math.max(...all).toFixed(2)})`;
  };
  return [
    path,
    what,
    whole(median(({ stored }) => stored)),
    whole(median(({ acknowledged }) => acknowledged)),
    spread(({ stored, narrow }) => stored / narrow),
    spread(({ stored, plain }) => stored / plain),
    `${median(({ ingestCpu }) => ingestCpu).toFixed(1)} + ${median(({ postgresCpu }) => postgresCpu).toFixed(1)}`,
    median(({ narrowCpu }) => narrowCpu).toFixed(1),
  ];
}
