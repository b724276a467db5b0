import type { Position, ReadingValue } from "@outstation/contracts/mqtt/reading";
import { STRING_VALUE_LENGTH_MAX } from "@outstation/contracts/mqtt/telemetry";
import type { ToPoint } from "./quantity";

export type PointKind = "number" | "boolean" | "string" | "position";

/** A value in the point's kind, or why it cannot be had. */
export type Conversion = { readonly value: ReadingValue } | { readonly problem: string };

/** Brings a source's value into the kind its point has, and a number into its unit. */
export function convert(value: unknown, kind: PointKind, toPoint: ToPoint): Conversion {
  if (value === null || value === undefined) return { problem: "no value" };
  switch (kind) {
    case "number":
      return toNumber(value, toPoint);
    case "boolean":
      if (typeof value === "boolean") return { value };
      return typeof value === "number" ? { value: value !== 0 } : { problem: `a ${typeof value} is no boolean` };
    case "string":
      return toText(value);
    case "position":
      return isPosition(value) ? { value } : { problem: "not a position" };
  }
}

function toNumber(value: unknown, toPoint: ToPoint): Conversion {
  const number = typeof value === "boolean" ? Number(value) : typeof value === "bigint" ? Number(value) : value;
  if (typeof number !== "number") return { problem: `a ${typeof value} is no number` };
  if (!Number.isFinite(number)) return { problem: `${number} is no finite number` };
  const converted = toPoint(number);
  return typeof converted === "number" ? { value: converted } : converted;
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
