import type { SqlSource } from "@outstation/contracts/edge/sources/sql";
import { type Clock, systemClock } from "@outstation/kit/clock";
import type { Driver } from "../driver";
import { createHistoryDriver, type History } from "../history/driver";
import { readSecret } from "../history/secret";
import { connect, type SqlConnection } from "./connection";
import { rowOf } from "./rows";

type Options = { readonly dataDir: string; readonly clock?: Clock };

/** Reads the rows of one query behind a watermark, in transactions that cannot write. */
export const createSqlDriver = (source: SqlSource, options: Options): Driver =>
  createHistoryDriver(openHistory(source, options), { source, ...options });

function openHistory(source: SqlSource, { dataDir, clock = systemClock }: Options): History {
  const { watermark } = source;
  let open: SqlConnection | null = null;

  async function opened(): Promise<SqlConnection> {
    if (open?.isOpen() !== true) open = await connect(source, await readSecret(dataDir, source.login.secret));
    return open;
  }

  return {
    name: `${source.host}:${source.port}/${source.database}`,
    // Another column's watermark means nothing to this one.
    streams: [`${watermark.kind} ${watermark.column}`],
    startOf: () =>
      watermark.kind === "number"
        ? String(source.fromNumber ?? 0)
        : (source.from ?? new Date(clock.now()).toISOString()),
    async read({ from, limit }) {
      const connection = await opened();
      const rows = await connection.query(source.query, [watermark.kind === "number" ? Number(from) : from, limit]);
      return rows.map((row) => rowOf(source, row));
    },
    async close() {
      const connection = open;
      open = null;
      await connection?.close().catch(() => {});
    },
  };
}
