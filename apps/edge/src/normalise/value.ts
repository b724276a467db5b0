import type { Position, ReadingValue } from "@outstation/contracts/mqtt/reading";
import { STRING_VALUE_LENGTH_MAX } from "@outstation/contracts/mqtt/telemetry";

export type PointKind = "number" | "boolean" | "string" | "position";

/** A value in the point's kind, or why it cannot be had. */
export type Conversion = { readonly value: ReadingValue } | { readonly problem: string };

/**
 * Brings a source's value into the kind its point has.
 * @param scale multiplies numbers; the product is rounded to 12 significant digits, so that 0.1 × 3 is 0.3
 */
export function convert(value: unknown, kind: PointKind, scale = 1): Conversion {
  if (value === null || value === undefined) return { problem: "no value" };
  switch (kind) {
    case "number":
      return toNumber(value, scale);
    case "boolean":
      if (typeof value === "boolean") return { value };
      return typeof value === "number" ? { value: value !== 0 } : { problem: `a ${typeof value} is no boolean` };
    case "string":
      return toText(value);
    case "position":
      return isPosition(value) ? { value } : { problem: "not a position" };
  }
}

function toNumber(value: unknown, scale: number): Conversion {
  const number = typeof value === "boolean" ? Number(value) : typeof value === "bigint" ? Number(value) : value;
  if (typeof number !== "number") return { problem: `a ${typeof value} is no number` };
  if (!Number.isFinite(number)) return { problem: `${number} is no finite number` };
  return { value: scale === 1 ? number : Number((number * scale).toPrecision(12)) };
}

function toText(value: unknown): Conversion {
  if (typeof value === "object" && !(value instanceof Date)) return { problem: "a structure is no text" };
  const text = value instanceof Date ? value.toISOString() : String(value);
  return text.length <= STRING_VALUE_LENGTH_MAX
    ? { value: text }
    : { problem: `text of ${text.length} characters; the limit is ${STRING_VALUE_LENGTH_MAX}` };
}

const isPosition = (value: unknown): value is Position => {
  const { lat, lon } = value as Partial<Position>;
  return typeof lat === "number" && Math.abs(lat) <= 90 && typeof lon === "number" && Math.abs(lon) <= 180;
};
