import type { Groups } from "./installation";

/** What stands beside the way from broker to store: doors, upkeep, and those who follow the streams. */
export const REST = ["presence", "outbox", "crl", "renewal", "enrolment", "upkeep"];

/** Everything in one process, as `npm start` runs it. */
export const ONE_PROCESS: Groups = { ingest: ["all"] };

/** The environment of a way from the broker to the store. */
export const pathEnv = (path: string): Readonly<Record<string, string>> =>
  path === "inline" ? {} : { INGEST_PATH: path };
