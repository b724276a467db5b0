import { join } from "node:path";
import { readSamples } from "@outstation/db/series/read";
import { MS_PER_DAY } from "@outstation/db/series/rollups";
import { ask } from "../harness/ask";
import { copyWithPsql, createNarrowTables, requirePsql, writeCopyFile } from "../ingest/narrow-table";
import type { History } from "./history";

/** The last days of a history again, one row a reading, with the primary key a time series needs. */
export async function fillNarrow(superuser: string, folder: string, history: History, days: number): Promise<void> {
  await requirePsql();
  await createNarrowTables(superuser);
  const { tenantId, deviceId, sealedTo, app } = history;
  for (let from = sealedTo - days * MS_PER_DAY; from < sealedTo; from += MS_PER_DAY) {
    const day = (await readSamples(app, tenantId, deviceId, [1], { from, to: from + MS_PER_DAY })).get(1);
    if (day === undefined) throw new Error("the history has a day without readings");
    const rows = Array.from(day.measuredAt, (at, index) => ({
      tenantId,
      deviceId,
      point: 1,
      at,
      value: day.numbers[index] as number,
    }));
    const file = join(folder, "narrow.bin");
    await writeCopyFile(file, rows);
    await copyWithPsql(superuser, "narrow", file);
  }
  await ask(superuser, "VACUUM ANALYZE public.narrow");
}
