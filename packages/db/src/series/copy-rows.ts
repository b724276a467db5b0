import { idBytes } from "@outstation/kit/ids";
import type { ReadingRow } from "./rows";

/** Postgres counts timestamps from 2000-01-01 in microseconds. */
const PG_EPOCH_MS = Date.UTC(2000, 0, 1);
const HEADER = Buffer.concat([Buffer.from("PGCOPY\n\xff\r\n\0", "latin1"), Buffer.alloc(8)]);
const TRAILER = Buffer.from([0xff, 0xff]);
const COLUMNS = 11;
const OID = { int2: 21, int4: 23, float8: 701 } as const;
const WIDTH = { int2: 2, int4: 4, float8: 8 } as const;

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

class CopyWriter {
  private buffer = Buffer.allocUnsafe(64 * 1024);
  private at = 0;

  raw(bytes: Uint8Array): void {
    this.reserve(bytes.length);
    this.buffer.set(bytes, this.at);
    this.at += bytes.length;
  }

  int16(value: number): void {
    this.reserve(2);
    this.at = this.buffer.writeInt16BE(value, this.at);
  }

  uuid(id: string): void {
    this.length(16);
    this.raw(idBytes(id));
  }

  timestamp(unixMs: number): void {
    this.int64((unixMs - PG_EPOCH_MS) * 1000);
  }

  int64(value: number): void {
    this.length(8);
    this.reserve(8);
    this.at = this.buffer.writeBigInt64BE(BigInt(value), this.at);
  }

  array(type: keyof typeof OID, values: readonly number[] | null): void {
    if (values === null) {
      this.length(-1);
      return;
    }
    const width = WIDTH[type];
    this.length(20 + values.length * (4 + width));
    this.reserve(20 + values.length * (4 + width));
    // dimensions, has-null flag, element type, size and lower bound of the one dimension
    for (const word of [1, 0, OID[type], values.length, 1]) this.at = this.buffer.writeInt32BE(word, this.at);
    for (const value of values) {
      this.at = this.buffer.writeInt32BE(width, this.at);
      if (type === "float8") this.at = this.buffer.writeDoubleBE(value, this.at);
      else if (type === "int4") this.at = this.buffer.writeInt32BE(value, this.at);
      else this.at = this.buffer.writeInt16BE(value, this.at);
    }
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
    return this.buffer.subarray(0, this.at);
  }

  private length(bytes: number): void {
    this.reserve(4);
    this.at = this.buffer.writeInt32BE(bytes, this.at);
  }

  private reserve(bytes: number): void {
    if (this.at + bytes <= this.buffer.length) return;
    const larger = Buffer.allocUnsafe(Math.max(this.buffer.length * 2, this.at + bytes));
    this.buffer.copy(larger, 0, 0, this.at);
    this.buffer = larger;
  }
}
