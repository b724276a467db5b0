const ROW_BYTES = 16;
const SHOWN_BYTES_MAX = 16 * 1024;

/** The bytes of a base64 text. */
export const bytesOf = (base64: string): Uint8Array => Uint8Array.from(atob(base64), (char) => char.charCodeAt(0));

export type HexRow = { readonly offset: string; readonly hex: string; readonly text: string };

/** Sixteen bytes to a row: offset, hexadecimal, and the printable ones as ASCII. At most the first 16 KiB. */
export function hexRows(bytes: Uint8Array): HexRow[] {
  const rows: HexRow[] = [];
  for (let start = 0; start < Math.min(bytes.length, SHOWN_BYTES_MAX); start += ROW_BYTES) {
    const row = [...bytes.subarray(start, start + ROW_BYTES)];
    rows.push({
      offset: start.toString(16).padStart(6, "0"),
      hex: row.map((byte) => byte.toString(16).padStart(2, "0")).join(" "),
      text: row.map((byte) => (byte >= 0x20 && byte < 0x7f ? String.fromCharCode(byte) : "·")).join(""),
    });
  }
  return rows;
}

/** The payload as text: JSON indented so that it can be read, anything else as it is, bytes that are no UTF-8 as U+FFFD. */
export function payloadText(bytes: Uint8Array): string {
  const text = new TextDecoder().decode(bytes);
  try {
    return indentJson(JSON.parse(text));
  } catch {
    return text;
  }
}

/** One line of it, for a list. */
export const payloadPreview = (bytes: Uint8Array): string =>
  new TextDecoder().decode(bytes.subarray(0, 200)).replace(/\s+/g, " ");

/** JSON with arrays of plain values kept on one line: a reading stays `[0, 21.4, "uncertain"]`. */
function indentJson(value: unknown, indent = ""): string {
  const isFlat = (item: unknown) => typeof item !== "object" || item === null;
  if (isFlat(value)) return JSON.stringify(value);
  const inner = `${indent}  `;
  if (Array.isArray(value)) {
    if (value.every(isFlat)) return `[${value.map((item) => JSON.stringify(item)).join(", ")}]`;
    return `[\n${value.map((item) => inner + indentJson(item, inner)).join(",\n")}\n${indent}]`;
  }
  const entries = Object.entries(value as object);
  if (entries.length === 0) return "{}";
  const lines = entries.map(([name, item]) => `${inner}${JSON.stringify(name)}: ${indentJson(item, inner)}`);
  return `{\n${lines.join(",\n")}\n${indent}}`;
}
