import { QUALITIES } from "@outstation/contracts/mqtt/reading";
import type { Extra, Samples } from "@outstation/db/series/samples";
import { fault } from "@outstation/kit/fault";
import { type AsyncBuffer, type FileMetaData, parquetMetadataAsync, parquetRead } from "hyparquet";
import { fromText, type Run } from "./content-digest";
import { decodeRuns, PART_SCHEMA_VERSION, RUNS_KEY, type RunPlace, SAMPLE_COLUMNS, VERSION_KEY } from "./part-columns";

/** Bytes of an object by their place: the whole of it in memory, or fetched a range at a time. */
export type PartBytes = { readonly size: number; range(from: number, to: number): Promise<Uint8Array> };

/** What is known of a part before any reading of it is read. */
export type PartIndex = { readonly metadata: FileMetaData; readonly runs: readonly RunPlace[] };

/** Ranges fetched at once: a bucket answers each in tens of milliseconds. */
const GROUPS_AT_ONCE = 4;
/** Nearly every footer is smaller: a second fetch brings the rest. */
const FOOTER_BYTES = 128 * 1024;

/** @throws Fault `cold_part.unreadable` */
export async function readPartIndex(bytes: PartBytes): Promise<PartIndex> {
  const metadata = await parquetMetadataAsync(fileOf(bytes), { initialFetchSize: FOOTER_BYTES, geoparquet: false });
  const textUnder = (wanted: string) => metadata.key_value_metadata?.find(({ key }) => key === wanted)?.value;
  const [version, runs] = [textUnder(VERSION_KEY), textUnder(RUNS_KEY)];
  if (version !== String(PART_SCHEMA_VERSION) || runs === undefined)
    throw fault("cold_part.unreadable", "A cold part has a schema that is not known here.", { version });
  return { metadata, runs: decodeRuns(runs) };
}

/** The samples of some runs, each row group that has any of them read once. Runs come in the order of the part. */
export async function readRuns(
  bytes: PartBytes,
  { metadata }: PartIndex,
  wanted: readonly RunPlace[],
  columns: readonly string[] = SAMPLE_COLUMNS,
): Promise<Map<RunPlace, Samples>> {
  const builders = new Map(wanted.map((run) => [run, builderOf(run.rows)]));
  const groups: { readonly rows: Rows; readonly inside: readonly RunPlace[] }[] = [];
  let start = 0;
  for (const { num_rows } of metadata.row_groups) {
    const rows = { start, end: start + Number(num_rows) };
    const inside = wanted.filter((run) => run.start < rows.end && run.start + run.rows > rows.start);
    if (inside.length > 0) groups.push({ rows, inside });
    start = rows.end;
  }
  for (let first = 0; first < groups.length; first += GROUPS_AT_ONCE) {
    const some = groups.slice(first, first + GROUPS_AT_ONCE);
    const read = await Promise.all(some.map(({ rows }) => readGroup(bytes, metadata, rows, columns)));
    some.forEach(({ rows, inside }, index) => {
      for (const run of inside) fill(builders.get(run) as Builder, read[index] as Columns, run, rows);
    });
  }
  return new Map([...builders].map(([run, { samples }]) => [run, samples]));
}

/** Every reading of a part, run by run, a row group in memory at a time. */
export async function* eachRun(bytes: PartBytes, { metadata, runs }: PartIndex): AsyncGenerator<Run> {
  let start = 0;
  const open = [...runs];
  let builder: Builder | undefined;
  for (const { num_rows } of metadata.row_groups) {
    const end = start + Number(num_rows);
    const group = await readGroup(bytes, metadata, { start, end }, SAMPLE_COLUMNS);
    for (let run = open[0]; run !== undefined && run.start < end; run = open[0]) {
      builder ??= builderOf(run.rows);
      fill(builder, group, run, { start, end });
      if (run.start + run.rows > end) break;
      const { deviceId, device, point, pointName } = run;
      yield { deviceId, device, point, pointName, samples: builder.samples };
      builder = undefined;
      open.shift();
    }
    start = end;
  }
}

const fileOf = ({ size, range }: PartBytes): AsyncBuffer => ({
  byteLength: size,
  slice: async (from, to = size) => {
    const bytes = await range(from, to);
    return bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength) as ArrayBuffer;
  },
});

type Rows = { readonly start: number; readonly end: number };
type Columns = Readonly<Record<string, ArrayLike<unknown>>>;

async function readGroup(bytes: PartBytes, metadata: FileMetaData, rows: Rows, columns: readonly string[]) {
  const chunks: Record<string, ArrayLike<unknown>[]> = {};
  await parquetRead({
    file: fileOf(bytes),
    metadata,
    columns: [...columns],
    rowStart: rows.start,
    rowEnd: rows.end,
    parsers: { timestampFromMilliseconds: (ms) => (ms === null || ms === undefined ? null : Number(ms)) },
    onChunk: ({ columnName, columnData }) => {
      const list = chunks[columnName] ?? [];
      chunks[columnName] = list;
      list.push(columnData);
    },
  });
  return Object.fromEntries(
    Object.entries(chunks).map(([name, list]) => [
      name,
      list.length === 1 ? list[0] : list.flatMap((c) => Array.from(c)),
    ]),
  ) as Columns;
}

type Builder = { filled: number; readonly samples: Samples & { readonly extras: Map<number, Extra> } };

const builderOf = (rows: number): Builder => ({
  filled: 0,
  samples: {
    measuredAt: new Float64Array(rows),
    numbers: new Float64Array(rows),
    qualities: new Uint8Array(rows),
    extras: new Map(),
  },
});

const QUALITY_CODES = new Map<unknown, number>(QUALITIES.map((quality, code) => [quality, code]));

function fill(builder: Builder, group: Columns, run: RunPlace, { start, end }: Rows): void {
  const { samples } = builder;
  const { measured_at, number, quality, value, status, context } = group as Record<string, ArrayLike<never>>;
  const textAt = (column: ArrayLike<string> | undefined, row: number) => column?.[row] ?? null;
  for (let row = Math.max(run.start, start); row < Math.min(run.start + run.rows, end); row++) {
    const [from, to] = [row - start, builder.filled++];
    samples.measuredAt[to] = measured_at?.[from] ?? Number.NaN;
    samples.numbers[to] = number?.[from] ?? Number.NaN;
    samples.qualities[to] = QUALITY_CODES.get(quality?.[from]) ?? 2;
    const texts = { value: textAt(value, from), status: textAt(status, from), context: textAt(context, from) };
    const extra = fromText(texts);
    if (extra !== undefined) samples.extras.set(to, extra);
  }
}
