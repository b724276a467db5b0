import type { ExportBatch } from "./export-readings";
import { EXPORT_COLUMNS, rowsOf } from "./export-row";

/** Small pieces cost more to hand on than to make. */
const PIECE_CHARS = 64 * 1024;
const LINE_END = "\r\n";

/** CSV as RFC 4180 has it, with a header; times as ISO 8601 in UTC. */
export async function* encodeCsv(batches: AsyncIterable<ExportBatch>): AsyncGenerator<Uint8Array> {
  let text = EXPORT_COLUMNS.join(",") + LINE_END;
  for await (const batch of batches) {
    const begins = `${quoted(batch.device)},${quoted(batch.point.name)},`;
    const unit = quoted(batch.point.unit);
    for (const row of rowsOf(batch)) {
      const value = row.value === null ? "" : String(row.value);
      text += `${begins}${new Date(row.measuredAt).toISOString()},${value},${quoted(row.text)},${unit},${row.quality},${quoted(row.status)}${LINE_END}`;
      if (text.length < PIECE_CHARS) continue;
      yield Buffer.from(text);
      text = "";
    }
  }
  if (text !== "") yield Buffer.from(text);
}

/** A spreadsheet would run a cell of text that begins so (OWASP, CSV injection). */
const RUNS = /^[=+\-@\t\r]/;

function quoted(cell: string | null): string {
  if (cell === null) return "";
  const safe = RUNS.test(cell) ? `'${cell}` : cell;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}
