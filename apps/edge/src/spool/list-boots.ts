import Database from "libsql";

/** One start of the gateway: up to which number it made messages, and how many of them the broker has not acknowledged. */
export type BootRecord = { readonly boot: number; readonly lastSeq: number; readonly waiting: number };

/** What a spool file says of each start, oldest first. Reads only, beside a running gateway too. */
export function listBoots(file: string): BootRecord[] {
  const database = new Database(file, { readonly: true });
  try {
    const rows = database
      .prepare(
        `SELECT boot, last_seq AS lastSeq,
                (SELECT count(*) FROM queue WHERE queue.boot = boots.boot) AS waiting
         FROM boots ORDER BY boot`,
      )
      .all();
    return rows as BootRecord[];
  } finally {
    database.close();
  }
}
