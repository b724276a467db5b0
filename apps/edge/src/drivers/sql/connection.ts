import type { SqlSource } from "@outstation/contracts/edge/sources/sql";
import { Client, types } from "pg";
import type { SqlRow } from "./rows";

const CONNECT_TIMEOUT_MS = 10_000;

export type SqlConnection = {
  /** Runs the source's query in a transaction of its own that cannot write. */
  query(text: string, values: readonly (string | number)[]): Promise<SqlRow[]>;
  isOpen(): boolean;
  close(): Promise<void>;
};

/** @throws Error where the server cannot be reached, refuses, or is not who it should be */
export async function connect(source: SqlSource, password: string): Promise<SqlConnection> {
  let isOpen = true;
  const onLost = () => {
    isOpen = false;
  };
  const client = new Client({
    host: source.host,
    port: source.port,
    database: source.database,
    user: source.login.user,
    password,
    ssl: source.tls === "off" ? false : source.ca === undefined ? true : { ca: source.ca },
    connectionTimeoutMillis: CONNECT_TIMEOUT_MS,
    statement_timeout: source.timeoutMs,
    // The server's own limit should strike first: it also ends the work there.
    query_timeout: source.timeoutMs + 5000,
    application_name: "outstation-edge",
    // Every transaction of this session, whatever begins it.
    options: "-c default_transaction_read_only=on",
    types: { getTypeParser: parserOf },
  });
  client.on("error", onLost);
  client.on("end", onLost);
  await client.connect();
  return {
    async query(text, values) {
      await client.query("BEGIN TRANSACTION READ ONLY");
      try {
        // With values it is a prepared statement, of which there can be only one: no `; DELETE …` behind it.
        const { rows } = await client.query<Record<string, unknown>>(text, [...values]);
        return rows;
      } finally {
        await client.query("ROLLBACK");
      }
    },
    isOpen: () => isOpen,
    close: () => client.end(),
  };
}

const INT8 = 20;
const NUMERIC = 1700;
const TIMESTAMP = 1114;

/** Numbers as numbers; a time without a zone is taken as UTC, wherever the gateway stands. */
function parserOf(id: number, format?: "text" | "binary"): (value: string) => unknown {
  if (format !== "binary") {
    if (id === INT8 || id === NUMERIC) return Number;
    if (id === TIMESTAMP) return (text) => new Date(`${text.replace(" ", "T")}Z`);
  }
  return types.getTypeParser(id, "text");
}
