import type { Database } from "../database";
import { readAsTenant } from "../tenant";
import { decodeBlock } from "./block-codec";
import { hourOf } from "./rows";
import { type Extra, eachSample, type Sample, type Samples, toSamples } from "./samples";

/** Bytes of one fresh reading as READ packs it: time, number, quality, the place of its row among the rows. */
const PACKED = 22;
/** Added to the quality of a reading that has an extra. */
const HAS_EXTRA = 256;

// Packed by the server: parsing arrays out of their text form would cost more than fetching them (facts/performance 7).
// One statement for both forms, so that a reading which is sealed meanwhile is seen in exactly one of them.
const READ = `
  SELECT reading.point, NULL::bytea AS block,
         string_agg(int8send((extract(epoch FROM measured_at) * 1000)::bigint + coalesce(reading.offset_ms, 0))
                    || float8send(reading.number)
                    || int2send((coalesce(reading.quality, 0)
                                 + CASE WHEN extras ? (reading.place - 1)::text THEN ${HAS_EXTRA} ELSE 0 END)::smallint)
                    || int4send(row_place::int), ''::bytea) AS packed,
         jsonb_agg(extras -> (reading.place - 1)::text) FILTER (WHERE extras ? (reading.place - 1)::text) AS extras
  FROM (SELECT *, row_number() OVER (ORDER BY measured_at, boot, seq) AS row_place FROM series.readings
        WHERE tenant_id = $1 AND device_id = $2 AND measured_at >= $4 AND measured_at < $5) AS rows,
    unnest(points, offsets_ms, numbers, qualities) WITH ORDINALITY AS reading (point, offset_ms, number, quality, place)
  WHERE reading.point = ANY($3::int[])
  GROUP BY reading.point
  UNION ALL
  SELECT point, body, NULL, NULL FROM series.blocks
  WHERE tenant_id = $1 AND device_id = $2 AND point = ANY($3::int[]) AND hour >= $4 AND hour < $5`;

type Row = { point: number; block: Buffer | null; packed: Buffer | null; extras: Extra[] | null };

/**
 * The readings of some points of one device, whichever form they lie in.
 * @param range `from` inclusive, `to` exclusive, Unix milliseconds.
 * @returns by point number; a point without readings is absent.
 */
export async function readSamples(
  db: Database,
  tenantId: string,
  deviceId: string,
  points: readonly number[],
  range: { readonly from: number; readonly to: number },
): Promise<Map<number, Samples>> {
  const rows = await readAsTenant<Row>(db, tenantId, READ, [
    tenantId,
    deviceId,
    points,
    // A row begins with its earliest reading and ends within the same hour.
    new Date(hourOf(range.from)),
    new Date(range.to),
  ]);
  const found = new Map<number, Sample[]>();
  // Of two values at one instant the sealed one stands, then that of the first row: as sealing decides it.
  for (const row of rows.toSorted((a, b) => Number(a.block === null) - Number(b.block === null))) {
    const samples = found.get(row.point) ?? [];
    found.set(row.point, samples);
    for (const sample of samplesOf(row))
      if (sample.measuredAt >= range.from && sample.measuredAt < range.to) samples.push(sample);
  }
  return new Map([...found].filter(([, list]) => list.length > 0).map(([point, list]) => [point, toSamples(list)]));
}

function samplesOf(row: Row): Iterable<Sample> {
  return row.block === null ? unpackFresh(row.packed as Buffer, row.extras ?? []) : eachSample(decodeBlock(row.block));
}

/** In the order of their rows, which the server does not promise. */
function unpackFresh(packed: Buffer, extras: readonly Extra[]): Sample[] {
  const fresh: { place: number; sample: Sample }[] = [];
  let extrasTaken = 0;
  for (let at = 0; at < packed.length; at += PACKED) {
    const quality = packed.readInt16BE(at + 16);
    const sample = {
      measuredAt: Number(packed.readBigInt64BE(at)),
      number: packed.readDoubleBE(at + 8),
      quality: quality % HAS_EXTRA,
      extra: quality >= HAS_EXTRA ? extras[extrasTaken++] : undefined,
    };
    fresh.push({ place: packed.readInt32BE(at + 18), sample });
  }
  const inOrder = fresh.every(({ place }, index) => index === 0 || (fresh[index - 1]?.place ?? 0) <= place);
  return (inOrder ? fresh : fresh.toSorted((a, b) => a.place - b.place)).map(({ sample }) => sample);
}
