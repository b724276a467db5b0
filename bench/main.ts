import { collectTables, writeToReadme } from "./harness/readme";

type Bench = (args: readonly string[]) => Promise<void>;

// Each is loaded when it is asked for, so that none waits for what another needs.
const benches: Readonly<Record<string, () => Promise<Bench>>> = {
  backfill: async () => (await import("./backfill/backfill")).benchBackfill,
  bridge: async () => (await import("./bridge/bridge")).benchBridge,
  edge: async () => (await import("./edge/edge")).benchEdge,
  enrol: async () => (await import("./enrol/enrol")).benchEnrol,
  "event-log": async () => (await import("./event-log/event-log")).benchEventLog,
  faults: async () => (await import("./faults/faults")).benchFaults,
  "last-values": async () => (await import("./last-values/last-values")).benchLastValues,
  metering: async () => (await import("./metering/metering")).benchMetering,
  noisy: async () => (await import("./noisy/noisy")).benchNoisy,
  ingest: async () => (await import("./ingest/ingest")).benchIngest,
  query: async () => (await import("./query/query")).benchQuery,
  "at-rest": async () => (await import("./at-rest/at-rest")).benchAtRest,
};

const README_FLAG = "--readme";
const [name = "", ...given] = process.argv.slice(2);
const load = benches[name];
if (load === undefined) {
  console.error(
    `Say which: pnpm bench ${Object.keys(benches).join(" | ")} [${README_FLAG}: put its tables into README.md]`,
  );
  process.exit(2);
}
const bench = await load();
const tables = collectTables();
await bench(given.filter((arg) => arg !== README_FLAG));
if (given.includes(README_FLAG)) writeToReadme(name, tables());
process.exit(0);
