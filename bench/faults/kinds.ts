import { pathEnv, REST } from "../harness/layout";
import { type Fault, killAndRestart } from "./fault";
import { fillDisk, prepareSmallDisk } from "./full-disk";
import { freezePostgres, killPostgres, stopPostgres } from "./postgres-faults";

const whole = { ingest: ["bridge", "pipeline", ...REST], meter: ["meter"] };
const parts = { bridge: ["bridge"], pipeline: ["pipeline"], rest: REST, meter: ["meter"] };
// A row that is counted by its number stays a row: sealing an hour would end the count.
const SEAL_AFTER_MS = String(24 * 3_600_000);
const inline = { ...pathEnv("inline"), SEAL_AFTER_MS };
const log = { ...pathEnv("log"), SEAL_AFTER_MS };

const LONG_MS = 60_000;
const SHORT_MS = 10_000;
/** A stop and a freeze of a whole minute; the later rounds are shorter. */
const LONG_ROUNDS = 2;

/** Every fault the platform is put through. */
export const FAULTS: readonly Fault[] = [
  {
    name: "broker",
    title: "kill -9 of broker and bridge, inline",
    groups: whole,
    env: inline,
    strike: (installation) => killAndRestart(installation, "ingest"),
  },
  {
    name: "bridge",
    title: "kill -9 of broker and bridge, Postgres log",
    groups: parts,
    env: log,
    strike: (installation) => killAndRestart(installation, "bridge"),
  },
  {
    name: "worker",
    title: "kill -9 of the pipeline worker, Postgres log",
    groups: parts,
    env: log,
    strike: (installation) => killAndRestart(installation, "pipeline"),
  },
  {
    name: "meter",
    title: "kill -9 of the meter, inline",
    groups: whole,
    env: inline,
    strike: (installation) => killAndRestart(installation, "meter"),
  },
  {
    name: "postgres",
    title: "kill -9 of Postgres, inline",
    groups: whole,
    env: inline,
    strike: killPostgres,
  },
  {
    name: "postgres-log",
    title: "kill -9 of Postgres, Postgres log",
    groups: parts,
    env: log,
    strike: killPostgres,
  },
  {
    name: "disk",
    title: "Postgres' disk is full, inline",
    groups: whole,
    env: inline,
    prepare: prepareSmallDisk,
    strike: fillDisk,
  },
  {
    name: "away",
    title: "Postgres is away, inline",
    groups: whole,
    env: inline,
    strike: (installation, round) => {
      const ms = round <= LONG_ROUNDS ? LONG_MS : SHORT_MS;
      return round % 2 === 1 ? stopPostgres(installation, ms) : freezePostgres(installation, ms);
    },
  },
];
