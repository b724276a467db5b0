import { idBytes } from "@outstation/kit/ids";
import type { ReadingRow } from "./rows";

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
    writer.array("int4", row.points);
    writer.array("int4", row.offsetsMs);
    writer.array("float8", row.numbers);
    writer.array("int2", row.qualities);
    writer.jsonb(row.extras);
  }
  writer.raw(TRAILER);
  return writer.finish();
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

  array(type: keyof typeof OID, values: readonly number[] | null): void {
    if (values === null) {
      this.length(-1);
      return;
    }
    const width = WIDTH[type];
    const size = 20 + values.length * (4 + width);
    this.reserve(4 + size);
    const { view } = this;
    let { at } = this;
    // size, dimensions, has-null flag, element type, size and lower bound of the one dimension
    for (const word of [size, 1, 0, OID[type], values.length, 1]) {
      view.setInt32(at, word);
      at += 4;
    }
    for (const value of values) {
      view.setInt32(at, width);
      at += 4;
      if (type === "float8") view.setFloat64(at, value);
      else if (type === "int4") view.setInt32(at, value);
      else view.setInt16(at, value);
      at += width;
    }
    this.at = at;
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
