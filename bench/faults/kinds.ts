import { pathEnv, REST } from "../harness/layout";
import { type Fault, killAndRestart } from "./fault";
import { fillDisk, prepareSmallDisk } from "./full-disk";
import { killSpare, prepareKafka } from "./kafka-cluster";
import { freezePostgres, killPostgres, stopPostgres } from "./postgres-faults";

// A row that is counted by its number stays a row: sealing an hour would end the count.
const SEAL_AFTER_MS = String(24 * 3_600_000);

/** Broker, bridge and pipeline in one process; the meter by itself. */
const inline = {
  path: "inline",
  groups: { ingest: ["bridge", "pipeline", ...REST], meter: ["meter"] },
  env: { ...pathEnv("inline"), SEAL_AFTER_MS },
} as const;

const parts = { bridge: ["bridge"], pipeline: ["pipeline"], rest: REST, meter: ["meter"] };
const log = { path: "log", groups: parts, env: { ...pathEnv("log"), SEAL_AFTER_MS } } as const;
const kafka = {
  path: "kafka",
  groups: { ...parts, pipeline: ["pipeline-kafka"] },
  env: { SEAL_AFTER_MS },
  prepare: prepareKafka,
} as const;

const LONG_MS = 60_000;
const SHORT_MS = 10_000;
/** A stop and a freeze of a whole minute; the later rounds are shorter. */
const LONG_ROUNDS = 2;

/** Every fault the platform is put through. */
export const FAULTS: readonly Fault[] = [
  {
    ...inline,
    name: "broker",
    title: "kill -9 of broker, bridge and worker, inline",
    strike: (installation) => killAndRestart(installation, "ingest"),
  },
  {
    ...log,
    name: "bridge",
    title: "kill -9 of broker and bridge, Postgres log",
    strike: (installation) => killAndRestart(installation, "bridge"),
  },
  {
    ...log,
    name: "worker",
    title: "kill -9 of the worker, Postgres log",
    strike: (installation) => killAndRestart(installation, "pipeline"),
  },
  {
    ...inline,
    name: "meter",
    title: "kill -9 of the meter, inline",
    strike: (installation) => killAndRestart(installation, "meter"),
  },
  { ...inline, name: "postgres", title: "kill -9 of Postgres, inline", strike: killPostgres },
  { ...log, name: "postgres-log", title: "kill -9 of Postgres, Postgres log", strike: killPostgres },
  {
    ...inline,
    name: "disk",
    title: "Postgres' disk is full, inline",
    prepare: prepareSmallDisk,
    strike: fillDisk,
  },
  {
    ...inline,
    name: "away",
    title: "Postgres is away, inline",
    strike: (installation, round) => {
      const ms = round <= LONG_ROUNDS ? LONG_MS : SHORT_MS;
      return round % 2 === 1 ? stopPostgres(installation, ms) : freezePostgres(installation, ms);
    },
  },
  {
    ...kafka,
    name: "kafka",
    title: "kill -9 of a Kafka broker of three",
    strike: (_installation, round, { spare }) => killSpare(spare, round),
  },
  {
    ...kafka,
    name: "kafka-bridge",
    title: "kill -9 of broker and bridge, Kafka",
    strike: (installation) => killAndRestart(installation, "bridge"),
  },
  {
    ...kafka,
    name: "kafka-worker",
    title: "kill -9 of the worker, Kafka",
    strike: (installation) => killAndRestart(installation, "pipeline"),
  },
];
