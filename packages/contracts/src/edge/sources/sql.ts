import { z } from "zod";
import { readFrom, SiteLogin, settleMs } from "./historian";
import { point, source } from "./source";

const Column = z.string().min(1).max(63);

/**
 * A table of a historian or an MES in PostgreSQL, or behind anything that speaks its protocol: read by one query, row by row
 * in the order of a watermark column, in a read-only transaction.
 */
export const SqlSource = z.object({
  ...source,
  driver: z.literal("sql"),
  host: z.string().min(1),
  port: z.number().int().min(1).max(65535).default(5432),
  database: z.string().min(1).max(63),
  login: SiteLogin,
  /** `off` only where the server has no TLS at all; its certificate is always checked where it has. */
  tls: z.enum(["verify", "off"]).default("verify"),
  /** PEM of the authority of the server's certificate, where it is not a public one. */
  ca: z.string().max(20_000).optional(),
  /**
   * One SELECT. `$1` is the watermark that it goes on from, included, and `$2` the most rows it may give, in the
   * watermark's order: `SELECT … WHERE changed_at >= $1 ORDER BY changed_at LIMIT $2`.
   */
  query: z
    .string()
    .max(20_000)
    .regex(/^\s*(select|with)\b/i, "must be a SELECT")
    .refine((text) => text.includes("$1") && text.includes("$2"), "must use $1 (watermark) and $2 (most rows)"),
  watermark: z.object({ column: Column, kind: z.enum(["time", "number"]) }),
  /** Where a watermark of kind `number` starts; `from` is for those of kind `time`. */
  fromNumber: z.number().int().min(0).optional(),
  from: readFrom,
  settleMs,
  /** The column of the readings' own time. */
  timeColumn: Column,
  pollMs: z.number().int().min(1000).default(30_000),
  /** Of one query; the server ends it then. */
  timeoutMs: z.number().int().min(100).max(600_000).default(30_000),
  pageSize: z.number().int().min(2).max(100_000).optional(),
  points: z
    .array(
      z.object({
        ...point,
        /** The column of its value. */
        column: Column,
        /** Takes the value from the rows alone in which this column has this text, as in tables of name and value. */
        where: z.object({ column: Column, equals: z.string().max(400) }).optional(),
      }),
    )
    .min(1),
});

export type SqlSource = z.infer<typeof SqlSource>;
