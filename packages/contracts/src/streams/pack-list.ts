/** What is packed here: texts, numbers, and bytes as they are. */
export type Packable = string | number | Uint8Array;

const ARRAY_32 = 0xdd;
const FLOAT_64 = 0xcb;
const TEXT_32 = 0xdb;
const BYTES_32 = 0xc6;
const HEAD_BYTES = 5;
const FLOAT_BYTES = 9;

/** Small lists are cut from one piece of this size: making each of them alone would be most of the work. */
const SLAB_BYTES = 64 * 1024;
const SMALL_BYTES = SLAB_BYTES / 16;
let slab = new DataView(new ArrayBuffer(SLAB_BYTES));
let used = 0;

const utf8 = new TextEncoder();

/**
 * A list as MessagePack spells it, in one pass and one piece: every message of the platform is packed twice on its way, and a
 * general packer takes three times as long. `unpack` of msgpackr reads it.
 */
export function packList(items: readonly Packable[]): Uint8Array {
  let room = HEAD_BYTES;
  for (const item of items) room += roomOf(item);
  if (room > SMALL_BYTES) return packInto(new DataView(new ArrayBuffer(room)), 0, items);
  if (used + room > SLAB_BYTES) {
    slab = new DataView(new ArrayBuffer(SLAB_BYTES));
    used = 0;
  }
  const packed = packInto(slab, used, items);
  used += packed.length;
  return packed;
}

function packInto(view: DataView, start: number, items: readonly Packable[]): Uint8Array {
  const bytes = new Uint8Array(view.buffer);
  let at = head(view, start, ARRAY_32, items.length);
  for (const item of items) {
    if (typeof item === "number") {
      view.setUint8(at, FLOAT_64);
      view.setFloat64(at + 1, item);
      at += FLOAT_BYTES;
    } else if (typeof item === "string") {
      const written = writeText(bytes, at + HEAD_BYTES, item);
      at = head(view, at, TEXT_32, written) + written;
    } else {
      at = head(view, at, BYTES_32, item.length);
      bytes.set(item, at);
      at += item.length;
    }
  }
  return bytes.subarray(start, at);
}

/** @returns how many bytes. Keys are short and ASCII, for which calling the encoder takes longer than writing them. */
function writeText(bytes: Uint8Array, at: number, text: string): number {
  for (let i = 0; i < text.length; i++) {
    const unit = text.charCodeAt(i);
    if (unit >= 0x80) return utf8.encodeInto(text, bytes.subarray(at)).written;
    bytes[at + i] = unit;
  }
  return text.length;
}

/** A UTF-16 unit is at most three bytes of UTF-8. */
function roomOf(item: Packable): number {
  if (typeof item === "number") return FLOAT_BYTES;
  return HEAD_BYTES + (typeof item === "string" ? item.length * 3 : item.length);
}

function head(view: DataView, at: number, type: number, length: number): number {
  view.setUint8(at, type);
  view.setUint32(at + 1, length);
  return at + HEAD_BYTES;
}
