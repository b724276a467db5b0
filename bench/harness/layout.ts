import { ask } from "./ask";
import type { Groups } from "./installation";

/** What stands beside the way from broker to store: doors, upkeep, and those who follow the streams. */
export const REST = ["presence", "completeness", "replay", "outbox", "crl", "renewal", "enrolment", "upkeep"];

/** Everything in one process, as `npm start` runs it. */
export const ONE_PROCESS: Groups = { ingest: ["all"] };

/** A way from the broker to the store: what carries messages that are not stored yet. */
export const PATHS = ["inline", "log", "kafka"] as const;
export type Path = (typeof PATHS)[number];

export const pathEnv = (path: Exclude<Path, "kafka">): Readonly<Record<string, string>> => ({ INGEST_PATH: path });

/** Which way the messages of an installation took, as its tables have it: a variable with a slip in its name changes nothing. */
export async function pathTaken(superuserUrl: string): Promise<Path> {
  const [raw] = await ask<{ appended: number; read: number }>(
    superuserUrl,
    `SELECT (SELECT coalesce(sum(next_offset), 0)::float8 FROM log.partitions WHERE stream = 'raw-telemetry') AS appended,
            (SELECT coalesce(sum(next_offset), 0)::float8 FROM log.consumers
             WHERE stream = 'raw-telemetry' AND consumer = 'pipeline-kafka') AS read`,
  );
  if (raw === undefined) throw new Error("a question without FROM has one row");
  if (raw.appended > 0) return "log";
  return raw.read > 0 ? "kafka" : "inline";
}
