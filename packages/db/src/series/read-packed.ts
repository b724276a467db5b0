import { type Extra, emptySamples, orderSamples, type Samples } from "./samples";

/** Postgres counts timestamps from 2000-01-01 in microseconds. */
const PG_EPOCH_MS = Date.UTC(2000, 0, 1);
const HAS_EXTRA = 256;
const HAS = { offsets: 1, qualities: 2, extras: 4 } as const;

/** Fresh readings of one point from rows that have nothing but numbers, form 'p' of `series.pack_fresh`: times, numbers. */
export function unpackPlain(packed: Buffer): Samples {
  const [times = Buffer.alloc(0), numbers = times] = unframe(packed);
  const samples = emptySamples(times.length / 8);
  for (let i = 0; i < samples.measuredAt.length; i++) {
    samples.measuredAt[i] = timeOf(times.readInt32BE(i * 8), times.readUInt32BE(i * 8 + 4));
    samples.numbers[i] = numbers.readDoubleBE(i * 8);
  }
  return orderSamples(samples);
}

/**
 * Fresh readings of one point, form 'c' of `series.pack_fresh`: times of rows, offsets, numbers, qualities.
 * @param extras of the readings that have one, in their order.
 */
export function unpackColumns(packed: Buffer, extras: readonly Extra[] | null): Samples {
  const [times, offsets, numbers, qualities] = unframe(packed).map((part) => new ArrayReader(part));
  const count = times?.begin() ?? 0;
  for (const column of [offsets, numbers, qualities]) column?.begin();
  const samples = { ...emptySamples(count), extras: new Map<number, Extra>() };
  let extrasTaken = 0;
  for (let i = 0; i < count; i++) {
    samples.measuredAt[i] = (times as ArrayReader).time() + (offsets as ArrayReader).int();
    samples.numbers[i] = (numbers as ArrayReader).float();
    const quality = (qualities as ArrayReader).int();
    samples.qualities[i] = quality % HAS_EXTRA;
    if (quality >= HAS_EXTRA) samples.extras.set(i, extras?.[extrasTaken++] as Extra);
  }
  return orderSamples(samples);
}

type RowExtras = Readonly<Record<string, Extra>>;

/** Fresh readings as whole rows, form 'r' of `series.pack_fresh`. @returns by point; every point there is unless `points` says which. */
export function unpackRows(
  packed: Buffer,
  extras: readonly RowExtras[] | null,
  points?: readonly number[],
): Map<number, Samples> {
  const [times, flags, rowPoints, offsets, numbers, qualities] = unframe(packed).map((part) => new ArrayReader(part));
  const wanted = points && new Set(points);
  const found = new Map<number, SampleColumns>();
  let extrasTaken = 0;
  const count = times?.begin() ?? 0;
  flags?.begin();
  for (let row = 0; row < count; row++) {
    const at = (times as ArrayReader).time();
    const has = (flags as ArrayReader).int();
    const length = (rowPoints as ArrayReader).begin();
    (numbers as ArrayReader).begin();
    if (has & HAS.offsets) offsets?.begin();
    if (has & HAS.qualities) qualities?.begin();
    const rowExtras = has & HAS.extras ? extras?.[extrasTaken++] : undefined;
    for (let i = 0; i < length; i++) {
      const point = (rowPoints as ArrayReader).int();
      const number = (numbers as ArrayReader).float();
      const offset = has & HAS.offsets ? (offsets as ArrayReader).int() : 0;
      const quality = has & HAS.qualities ? (qualities as ArrayReader).short() : 0;
      if (wanted && !wanted.has(point)) continue;
      let columns = found.get(point);
      if (columns === undefined) {
        columns = new SampleColumns();
        found.set(point, columns);
      }
      columns.push(at + offset, number, quality, rowExtras?.[i]);
    }
  }
  return new Map([...found].map(([point, columns]) => [point, orderSamples(columns.finish())]));
}

/** Samples that grow. An object for each would cost four times the rest of unpacking. */
class SampleColumns {
  private count = 0;
  private columns = emptySamples(64);
  private readonly extras = new Map<number, Extra>();

  push(measuredAt: number, number: number, quality: number, extra: Extra | undefined): void {
    if (this.count === this.columns.measuredAt.length) this.grow();
    this.columns.measuredAt[this.count] = measuredAt;
    this.columns.numbers[this.count] = number;
    this.columns.qualities[this.count] = quality;
    if (extra !== undefined) this.extras.set(this.count, extra);
    this.count++;
  }

  finish(): Samples {
    const { measuredAt, numbers, qualities } = this.columns;
    return {
      measuredAt: measuredAt.subarray(0, this.count),
      numbers: numbers.subarray(0, this.count),
      qualities: qualities.subarray(0, this.count),
      extras: this.extras,
    };
  }

  private grow(): void {
    const larger = emptySamples(this.count * 2);
    larger.measuredAt.set(this.columns.measuredAt);
    larger.numbers.set(this.columns.numbers);
    larger.qualities.set(this.columns.qualities);
    this.columns = larger;
  }
}

/** A timestamp's two words, as Unix milliseconds. */
const timeOf = (high: number, low: number): number => PG_EPOCH_MS + (high * 2 ** 32 + low) / 1000;

/** The inverse of `series.frame`. */
function unframe(framed: Buffer): Buffer[] {
  const parts: Buffer[] = [];
  for (let at = 0; at < framed.length; ) {
    const length = framed.readInt32BE(at);
    parts.push(framed.subarray(at + 4, at + 4 + length));
    at += 4 + length;
  }
  return parts;
}

/** Reads arrays in the binary form `array_send` gives, one after the other: header, then each element after its length. */
class ArrayReader {
  private at = 0;
  private readonly view: DataView;
  constructor(part: Buffer) {
    this.view = new DataView(part.buffer, part.byteOffset, part.byteLength);
  }

  /** To the next array. @returns its length */
  begin(): number {
    if (this.at >= this.view.byteLength) return 0;
    const dimensions = this.view.getInt32(this.at);
    const length = dimensions === 0 ? 0 : this.view.getInt32(this.at + 12);
    this.at += dimensions === 0 ? 12 : 20;
    return length;
  }

  /** A timestamp, as Unix milliseconds. */
  time(): number {
    this.at += 12;
    return timeOf(this.view.getInt32(this.at - 8), this.view.getUint32(this.at - 4));
  }

  float(): number {
    this.at += 12;
    return this.view.getFloat64(this.at - 8);
  }

  /** An `int`; 0 for null. */
  int(): number {
    const isNull = this.view.getInt32(this.at) < 0;
    this.at += isNull ? 4 : 8;
    return isNull ? 0 : this.view.getInt32(this.at - 4);
  }

  short(): number {
    this.at += 6;
    return this.view.getInt16(this.at - 2);
  }
}
