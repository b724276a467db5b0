import type { Extra } from "./samples";

export type ReadingValue = number | boolean | string | { lat: number; lon: number; alt?: number } | null;
export type PointKind = "number" | "boolean" | "string" | "position";

/** What kind of point a value makes of one that was never declared. */
export function kindOf(value: ReadingValue): PointKind {
  if (typeof value === "boolean") return "boolean";
  if (typeof value === "string") return "string";
  return typeof value === "object" && value !== null ? "position" : "number";
}

/**
 * Splits a value into the number the arrays hold and what they cannot. A number of a number point and a boolean of a boolean
 * point need nothing else; any other value stands whole in the extra, so that it comes back exactly as it was sent.
 */
export function toStored(kind: PointKind, value: ReadingValue): { number: number; v?: ReadingValue } {
  if (value === null) return { number: Number.NaN };
  if (typeof value === "number") return kind === "number" ? { number: value } : { number: value, v: value };
  if (typeof value === "boolean")
    return kind === "boolean" ? { number: Number(value) } : { number: Number(value), v: value };
  return { number: Number.NaN, v: value };
}

/** The inverse of `toStored`. */
export function fromStored(kind: PointKind, number: number, extra: Extra | undefined): ReadingValue {
  if (extra?.v !== undefined) return extra.v as ReadingValue;
  if (Number.isNaN(number)) return null;
  return kind === "boolean" ? number !== 0 : number;
}
