import type { Database } from "../database";
import { assertTenantId } from "../tenant";
import { decodeBlock } from "./block-codec";
import { unpackColumns, unpackPlain, unpackRows } from "./read-packed";
import { MS_PER_MINUTE, type Summaries, sliceSummaries, summarise } from "./rollups";
import { decodeSummaries } from "./rollups-codec";
import { joinSummaries } from "./rollups-join";
import { MS_PER_HOUR } from "./rows";
import { concatSamples, emptySamples, exceptSamples, mergeSamples, type Samples, sliceSamples } from "./samples";

/** `from` inclusive, `to` exclusive, Unix milliseconds. */
export type TimeRange = { readonly from: number; readonly to: number };

/**
 * The readings of some points of one device, whichever form they lie in.
 * @returns by point number; a point without readings is absent.
 */
export async function readSamples(
  db: Database,
  tenantId: string,
  deviceId: string,
  points: readonly number[],
  range: TimeRange,
): Promise<Map<number, Samples>> {
  const stored = await fetchStored(db, "read_range($1, $2, $3, $4, $5, false)", { tenantId, deviceId, points, range });
  return mapStored(stored, ({ sealed, fresh }) => {
    const samples = sliceSamples(mergeSamples(sealed, fresh), range.from, range.to);
    return samples.measuredAt.length === 0 ? undefined : samples;
  });
}

/**
 * What the readings of each minute come to: from the minutes kept beside a block, and from the readings themselves where
 * there are few or where some are not sealed yet.
 * @param range of whole minutes.
 */
export async function readMinutes(
  db: Database,
  tenantId: string,
  deviceId: string,
  points: readonly number[],
  range: TimeRange,
): Promise<Map<number, Summaries>> {
  const stored = await fetchStored(db, "read_range($1, $2, $3, $4, $5, true)", { tenantId, deviceId, points, range });
  return mapStored(stored, ({ sealed, fresh, summaries }) => {
    const rest = summarise(mergeSamples(sealed, fresh), MS_PER_MINUTE);
    return inside([...summaries, rest], MS_PER_MINUTE, range);
  });
}

/**
 * What the readings of each hour come to: the rollups, and what is not sealed yet added.
 * @param range of whole hours.
 */
export async function readHours(
  db: Database,
  tenantId: string,
  deviceId: string,
  points: readonly number[],
  range: TimeRange,
): Promise<Map<number, Summaries>> {
  const stored = await fetchStored(db, "read_rollups($1, $2, $3, $4, $5)", { tenantId, deviceId, points, range });
  return mapStored(stored, ({ sealed, fresh, summaries }) => {
    const added = summarise(exceptSamples(fresh, sealed), MS_PER_HOUR);
    return inside([...summaries, added], MS_PER_HOUR, range);
  });
}

function inside(parts: readonly Summaries[], spanMs: number, { from, to }: TimeRange): Summaries | undefined {
  const summaries = sliceSummaries(joinSummaries(parts, spanMs), from, to);
  return summaries.startAt.length === 0 ? undefined : summaries;
}

type Question = {
  readonly tenantId: string;
  readonly deviceId: string;
  readonly points: readonly number[];
  readonly range: TimeRange;
};
type Row =
  | { form: "p" | "b" | "m" | "h"; point: number; body: Buffer; extras: null }
  | { form: "c"; point: number; body: Buffer; extras: Parameters<typeof unpackColumns>[1] }
  | { form: "r"; point: null; body: Buffer; extras: Parameters<typeof unpackRows>[1] };
/** One point's, as it lies: readings of blocks, readings of rows, summaries. */
type Stored = { sealed: Samples; fresh: Samples; summaries: Summaries[] };

// The functions hold the tenant themselves: one statement, where BEGIN, set_config, query and COMMIT are four.
async function fetchStored(db: Database, call: string, asked: Question): Promise<Map<number, Stored>> {
  assertTenantId(asked.tenantId);
  const points = [...new Set(asked.points)];
  const { rows } = await db.reads.query<Row>({
    name: call,
    text: `SELECT form, point, body, extras FROM series.${call}`,
    values: [asked.tenantId, asked.deviceId, points, new Date(asked.range.from), new Date(asked.range.to)],
  });
  const stored = new Map<number, Stored>();
  const blocks = new Map<number, Samples[]>();
  const of = (point: number) => {
    const known = stored.get(point) ?? { sealed: emptySamples(), fresh: emptySamples(), summaries: [] };
    stored.set(point, known);
    return known;
  };
  const addFresh = (point: number, fresh: Samples) => {
    of(point).fresh = mergeSamples(of(point).fresh, fresh);
  };
  for (const row of rows) {
    if (row.form === "p") addFresh(row.point, unpackPlain(row.body));
    else if (row.form === "c") addFresh(row.point, unpackColumns(row.body, row.extras));
    else if (row.form === "r")
      for (const [point, fresh] of unpackRows(row.body, row.extras, points)) addFresh(point, fresh);
    else if (row.form === "b") blocks.set(row.point, [...(blocks.get(row.point) ?? []), decodeBlock(row.body)]);
    else of(row.point).summaries.push(decodeSummaries(row.body));
  }
  for (const [point, parts] of blocks) of(point).sealed = concatSamples(parts.toSorted(byStart));
  return stored;
}

const byStart = (a: Samples, b: Samples): number => (a.measuredAt[0] ?? 0) - (b.measuredAt[0] ?? 0);

function mapStored<T>(stored: ReadonlyMap<number, Stored>, of: (one: Stored) => T | undefined): Map<number, T> {
  const mapped = new Map<number, T>();
  for (const [point, one] of stored) {
    const value = of(one);
    if (value !== undefined) mapped.set(point, value);
  }
  return mapped;
}
