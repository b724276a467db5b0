import { deflateRawSync, inflateRawSync } from "node:zlib";
import { ByteReader, ByteWriter } from "./bytes";
import { exactDecimals } from "./decimals";
import { emptySummaries, type Summaries } from "./rollups";

const PLAIN = 1;
const DEFLATED = 2;
const RAW = 255;
/** Totals of scaled numbers stay below this, where doubles count exactly. */
const SCALED_MAX = 2 ** 50;

/**
 * The spans of one hour or day, small enough to be read by hundreds: column after column, numbers as differences of scaled
 * integers where that is exact. A total of such numbers is then the exact one, rounded once.
 */
export function encodeSummaries(summaries: Summaries, spanMs: number): Buffer {
  const writer = new ByteWriter();
  const count = summaries.startAt.length;
  writer.varint(count);
  writer.varint(spanMs);
  let before = 0;
  for (const at of summaries.startAt) {
    writer.varint(at / spanMs - before);
    before = at / spanMs;
  }
  writeCounts(writer, summaries);
  for (let i = 0; i < count; i++) writer.varint((summaries.firstAt[i] as number) - (summaries.startAt[i] as number));
  for (let i = 0; i < count; i++) writer.varint((summaries.lastAt[i] as number) - (summaries.firstAt[i] as number));
  writeNumbers(writer, summaries);
  const values = summaries.lastValues.size === 0 ? "" : JSON.stringify([...summaries.lastValues]);
  writer.varint(Buffer.byteLength(values));
  writer.bytes(Buffer.from(values));
  const plain = writer.finish();
  const deflated = deflateRawSync(plain, { level: 6 });
  // Inflating costs 20 µs, more than all the rest of reading it: only where it saves a good deal.
  return deflated.length < plain.length * 0.6
    ? Buffer.concat([Buffer.of(DEFLATED), deflated])
    : Buffer.concat([Buffer.of(PLAIN), plain]);
}

/** The inverse of `encodeSummaries`. */
export function decodeSummaries(encoded: Buffer): Summaries {
  const form = encoded[0];
  if (form !== PLAIN && form !== DEFLATED) throw new RangeError(`summaries of form ${form} are not known here`);
  const reader = new ByteReader(form === PLAIN ? encoded.subarray(1) : inflateRawSync(encoded.subarray(1)));
  const count = reader.varint();
  const spanMs = reader.varint();
  const summaries = emptySummaries(count);
  let span = 0;
  for (let i = 0; i < count; i++) {
    span += reader.varint();
    summaries.startAt[i] = span * spanMs;
  }
  readCounts(reader, summaries);
  for (let i = 0; i < count; i++) summaries.firstAt[i] = (summaries.startAt[i] as number) + reader.varint();
  for (let i = 0; i < count; i++) summaries.lastAt[i] = (summaries.firstAt[i] as number) + reader.varint();
  readNumbers(reader, summaries);
  const length = reader.varint();
  if (length > 0)
    for (const [at, value] of JSON.parse(reader.bytes(length).toString("utf8"))) summaries.lastValues.set(at, value);
  return summaries;
}

/** Good readings that are numbers are the rule: a byte says which counts differ from it anywhere. */
const RARE = ["uncertain", "bad"] as const;
const NUMBERLESS = 4;

function writeCounts(writer: ByteWriter, summaries: Summaries): void {
  let before = 0;
  for (const readings of summaries.readings) {
    writer.signed(readings - before);
    before = readings;
  }
  const numberless = summaries.numbers.map(
    (numbers, i) => (summaries.readings[i] as number) - (summaries.bad[i] as number) - numbers,
  );
  const some = (column: Uint32Array) => column.some((count) => count > 0);
  writer.byte(
    (some(summaries.uncertain) ? 1 : 0) + (some(summaries.bad) ? 2 : 0) + (some(numberless) ? NUMBERLESS : 0),
  );
  for (const column of [summaries.uncertain, summaries.bad, numberless])
    if (some(column)) for (const count of column) writer.varint(count);
}

function readCounts(reader: ByteReader, summaries: Summaries): void {
  const count = summaries.startAt.length;
  let readings = 0;
  for (let i = 0; i < count; i++) {
    readings += reader.signed();
    summaries.readings[i] = readings;
  }
  const which = reader.byte();
  RARE.forEach((key, bit) => {
    if (which & (1 << bit)) for (let i = 0; i < count; i++) summaries[key][i] = reader.varint();
  });
  for (let i = 0; i < count; i++) {
    const numberless = which & NUMBERLESS ? reader.varint() : 0;
    summaries.numbers[i] = (summaries.readings[i] as number) - (summaries.bad[i] as number) - numberless;
  }
}

function writeNumbers(writer: ByteWriter, summaries: Summaries): void {
  const { numbers, minimum, maximum, total, last } = summaries;
  const decimals = exactDecimals([...minimum, ...maximum, ...last]);
  const scale = 10 ** (decimals ?? 0);
  if (decimals === null || total.some((sum) => Math.abs(sum * scale) >= SCALED_MAX)) {
    writer.byte(RAW);
    for (const column of [minimum, maximum, total, last]) for (const number of column) writer.double(number);
    return;
  }
  writer.byte(decimals);
  const scaled = (column: Float64Array, i: number) => Math.round((column[i] as number) * scale);
  const some = [...numbers.keys()].filter((i) => (numbers[i] as number) > 0);
  let before = 0;
  for (const i of some) {
    writer.signed(scaled(minimum, i) - before);
    before = scaled(minimum, i);
  }
  for (const i of some) writer.varint(scaled(maximum, i) - scaled(minimum, i));
  for (const i of some) writer.varint(scaled(total, i) - scaled(minimum, i) * (numbers[i] as number));
  before = 0;
  for (let i = 0; i < last.length; i++) {
    const none = Number.isNaN(last[i]);
    writer.byte(none ? 0 : 1);
    if (none) continue;
    writer.signed(scaled(last, i) - before);
    before = scaled(last, i);
  }
}

function readNumbers(reader: ByteReader, { numbers, minimum, maximum, total, last }: Summaries): void {
  const decimals = reader.byte();
  const count = numbers.length;
  if (decimals === RAW) {
    for (const column of [minimum, maximum, total, last]) for (let i = 0; i < count; i++) column[i] = reader.double();
    return;
  }
  const scale = 10 ** decimals;
  const least = new Float64Array(count);
  let before = 0;
  for (let i = 0; i < count; i++) {
    if (numbers[i] === 0) continue;
    before += reader.signed();
    least[i] = before;
    minimum[i] = before / scale;
  }
  for (let i = 0; i < count; i++) if (numbers[i] !== 0) maximum[i] = ((least[i] as number) + reader.varint()) / scale;
  for (let i = 0; i < count; i++)
    if (numbers[i] !== 0) total[i] = ((least[i] as number) * (numbers[i] as number) + reader.varint()) / scale;
  before = 0;
  for (let i = 0; i < count; i++) {
    if (reader.byte() === 0) continue;
    before += reader.signed();
    last[i] = before / scale;
  }
}
