import { idBytes } from "@outstation/kit/ids";
import type { ReadingRow } from "./rows";
import type { Extra } from "./samples";

/** Postgres counts timestamps from 2000-01-01 in microseconds. */
const PG_EPOCH_MS = Date.UTC(2000, 0, 1);
const HEADER = Buffer.concat([Buffer.from("PGCOPY\n\xff\r\n\0", "latin1"), Buffer.alloc(8)]);
const TRAILER = Buffer.from([0xff, 0xff]);
const COLUMNS = 11;
const OID = { int2: 21, int4: 23, float8: 701 } as const;
const WIDTH = { int2: 2, int4: 4, float8: 8 } as const;

/** Batches are much alike, and megabytes that come and go make the collector run: a few are kept. */
const idle: Buffer[] = [];
const IDLE_MAX = 4;
const IDLE_BYTES_MAX = 8 * 1024 * 1024;

/** Gives back what `encodeCopy` returned, once it has been sent. */
export function releaseCopy(encoded: Buffer): void {
  const whole = Buffer.from(encoded.buffer);
  if (idle.length < IDLE_MAX && whole.length <= IDLE_BYTES_MAX) idle.push(whole);
}

/** Encodes rows for `COPY … FROM STDIN (FORMAT binary)`, in the column order of `series.readings`. */
export function encodeCopy(rows: readonly ReadingRow[]): Buffer {
  const writer = new CopyWriter();
  writer.raw(HEADER);
  for (const row of rows) {
    writer.int16(COLUMNS);
    writer.uuid(row.tenantId);
    writer.uuid(row.deviceId);
    writer.timestamp(row.measuredAt);
    writer.int64(row.boot);
    writer.int64(row.seq);
    writer.timestamp(row.receivedAt);
    writer.points(row);
    writer.offsets(row);
    writer.numbers(row);
    writer.qualities(row);
    writer.jsonb(extrasOf(row));
  }
  writer.raw(TRAILER);
  return writer.finish();
}

/** By the reading's index in the row. */
function extrasOf({ parts }: ReadingRow): Record<string, Extra> | null {
  let extras: Record<string, Extra> | null = null;
  let before = 0;
  for (const { points, extras: own } of parts) {
    for (const [index, extra] of own?.entries() ?? []) {
      if (extra === undefined) continue;
      extras ??= {};
      extras[before + index] = extra;
    }
    before += points.length;
  }
  return extras;
}

/** The bytes of ids that were met lately: a device's come with each of its messages. */
const idsMet = new Map<string, Uint8Array>();
const IDS_MET_MAX = 50_000;

function bytesOf(id: string): Uint8Array {
  const known = idsMet.get(id);
  if (known) return known;
  if (idsMet.size >= IDS_MET_MAX) idsMet.clear();
  const bytes = idBytes(id);
  idsMet.set(id, bytes);
  return bytes;
}

class CopyWriter {
  private bytes = idle.pop() ?? Buffer.allocUnsafeSlow(256 * 1024);
  private view = viewOf(this.bytes);
  private at = 0;

  raw(bytes: Uint8Array): void {
    this.reserve(bytes.length);
    this.bytes.set(bytes, this.at);
    this.at += bytes.length;
  }

  int16(value: number): void {
    this.reserve(2);
    this.view.setInt16(this.at, value);
    this.at += 2;
  }

  uuid(id: string): void {
    this.length(16);
    this.raw(bytesOf(id));
  }

  timestamp(unixMs: number): void {
    this.int64((unixMs - PG_EPOCH_MS) * 1000);
  }

  /** In halves: a BigInt for each would be garbage a moment later. */
  int64(value: number): void {
    this.reserve(12);
    this.view.setInt32(this.at, 8);
    this.view.setInt32(this.at + 4, Math.floor(value / 2 ** 32));
    this.view.setUint32(this.at + 8, value >>> 0);
    this.at += 12;
  }

  points({ parts, readings }: ReadingRow): void {
    let at = this.array("int4", readings);
    const { view } = this;
    for (const { points } of parts)
      for (let i = 0; i < points.length; i++, at += 8) {
        view.setInt32(at, 4);
        view.setInt32(at + 4, points[i] as number);
      }
  }

  /** Null where all readings are of the row's own instant. */
  offsets({ parts, readings, measuredAt: base }: ReadingRow): void {
    if (parts.every(({ measuredAt }) => measuredAt.every((at) => at === base))) {
      this.length(-1);
      return;
    }
    let at = this.array("int4", readings);
    const { view } = this;
    for (const { measuredAt } of parts)
      for (let i = 0; i < measuredAt.length; i++, at += 8) {
        view.setInt32(at, 4);
        view.setInt32(at + 4, (measuredAt[i] as number) - base);
      }
  }

  numbers({ parts, readings }: ReadingRow): void {
    let at = this.array("float8", readings);
    const { view } = this;
    for (const { numbers } of parts)
      for (let i = 0; i < numbers.length; i++, at += 12) {
        view.setInt32(at, 8);
        view.setFloat64(at + 4, numbers[i] as number);
      }
  }

  /** Null where all are good. */
  qualities({ parts, readings }: ReadingRow): void {
    if (parts.every(({ qualities: own }) => own === null)) {
      this.length(-1);
      return;
    }
    let at = this.array("int2", readings);
    const { view } = this;
    for (const { points, qualities } of parts)
      for (let i = 0; i < points.length; i++, at += 6) {
        view.setInt32(at, 2);
        view.setInt16(at + 4, qualities?.[i] ?? 0);
      }
  }

  /** The head of an array of one dimension. @returns where its first element goes; there is room for all. */
  private array(type: keyof typeof OID, count: number): number {
    const size = 20 + count * (4 + WIDTH[type]);
    this.reserve(4 + size);
    const { view, at } = this;
    view.setInt32(at, size);
    view.setInt32(at + 4, 1); // dimensions
    view.setInt32(at + 8, 0); // no nulls
    view.setInt32(at + 12, OID[type]);
    view.setInt32(at + 16, count);
    view.setInt32(at + 20, 1); // lower bound
    this.at = at + 4 + size;
    return at + 24;
  }

  jsonb(value: unknown): void {
    if (value === null) {
      this.length(-1);
      return;
    }
    const text = Buffer.from(JSON.stringify(value));
    this.length(text.length + 1);
    this.raw(Buffer.of(1));
    this.raw(text);
  }

  finish(): Buffer {
    return this.bytes.subarray(0, this.at);
  }

  private length(bytes: number): void {
    this.reserve(4);
    this.view.setInt32(this.at, bytes);
    this.at += 4;
  }

  private reserve(bytes: number): void {
    if (this.at + bytes <= this.bytes.length) return;
    const larger = Buffer.allocUnsafeSlow(Math.max(this.bytes.length * 2, this.at + bytes));
    this.bytes.copy(larger, 0, 0, this.at);
    this.bytes = larger;
    this.view = viewOf(larger);
  }
}

const viewOf = ({ buffer, byteOffset, byteLength }: Buffer) => new DataView(buffer, byteOffset, byteLength);
