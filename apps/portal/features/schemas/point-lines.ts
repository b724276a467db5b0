import type { Outputs } from "@outstation/hall/client";

type Document = Outputs["schemas"]["get"]["document"];
type Point = Document["properties"][string];

export type PointLine = {
  readonly name: string;
  readonly kind: string;
  readonly limits: string;
  readonly unit: string;
  readonly title: string;
};

/** A document's points, each in the words of a table. */
export const pointLines = ({ properties }: Document): PointLine[] =>
  Object.entries(properties).map(([name, point]) => ({
    name,
    kind: `${point.type === "object" ? "position" : point.type}${point["x-kind"] === "attribute" ? ", an attribute" : ""}`,
    limits: limitsOf(point),
    unit: ("x-unit" in point && point["x-unit"]) || "",
    title: point.title ?? point.description ?? "",
  }));

const ENUM_SHOWN_MAX = 8;

function limitsOf(point: Point): string {
  if (point.type === "boolean" || point.type === "object") return "";
  if (point.enum !== undefined) {
    const shown = point.enum.slice(0, ENUM_SHOWN_MAX).join(", ");
    return point.enum.length > ENUM_SHOWN_MAX ? `${shown}, … (${point.enum.length} in all)` : shown;
  }
  if (point.type === "string") return lengthOf(point.minLength, point.maxLength);
  const bounds = [
    ["≥", point.minimum],
    [">", point.exclusiveMinimum],
    ["≤", point.maximum],
    ["<", point.exclusiveMaximum],
  ] as const;
  return bounds.flatMap(([sign, bound]) => (bound === undefined ? [] : [`${sign} ${bound}`])).join(", ");
}

function lengthOf(least: number | undefined, most: number | undefined): string {
  if (least === undefined && most === undefined) return "";
  return `${least ?? 0} to ${most ?? "any number of"} characters`;
}
