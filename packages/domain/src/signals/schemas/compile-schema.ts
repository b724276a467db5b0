import type { Reading, ReadingValue } from "@outstation/contracts/mqtt/reading";
import type { SchemaDocument, SchemaPoint } from "@outstation/contracts/schemas/schema-document";

/** A document as functions: 0.1 to 0.3 µs a reading, against 0.8 to 1.3 by way of ajv in the same run (one of two shared cores). */
export type CompiledSchema = {
  /** Such as `1.4`. */
  readonly version: string;
  /** Whether the schema names the point. */
  knows(point: string): boolean;
  /** What is wrong with a reading, as the end of a sentence that begins with its point; null when nothing is. */
  problemOf(reading: Reading): string | null;
};

type ValueCheck = (value: NonNullable<ReadingValue>) => string | null;
type PointCheck = { readonly unit: string | null; readonly kind: ValueCheck; readonly range: ValueCheck | null };

/** Makes a validator of one reading out of a document. Total: whatever `SchemaDocument` accepts compiles. */
export function compileSchema(version: string, document: SchemaDocument): CompiledSchema {
  const points = new Map(Object.entries(document.properties).map(([name, point]) => [name, compilePoint(point)]));
  const isClosed = document.additionalProperties === false;
  return {
    version,
    knows: (point) => points.has(point),
    problemOf: ({ point, value, quality, context }) => {
      const check = points.get(point);
      if (check === undefined) return isClosed ? "is not a point of it" : null;
      if (
        check.unit !== null &&
        context !== undefined &&
        typeof context.unit === "string" &&
        context.unit !== check.unit
      )
        return `is in ${context.unit}; it says ${check.unit}`;
      // No value was read, or one that its own source disowns: what it is not, it cannot be too much of.
      if (value === null) return null;
      return check.kind(value) ?? (check.range === null || quality === "bad" ? null : check.range(value));
    },
  };
}

function compilePoint(point: SchemaPoint): PointCheck {
  const unit = "x-unit" in point && point["x-unit"] !== undefined ? point["x-unit"] : null;
  if (point["x-kind"] === "attribute")
    return { unit: null, kind: () => "is an attribute, which no reading carries", range: null };
  const ranges = rangesOf(point, unit === null ? "" : ` ${unit}`);
  return { unit, kind: kindOf(point), range: ranges.length === 0 ? null : inTurn(ranges) };
}

function kindOf({ type }: SchemaPoint): ValueCheck {
  switch (type) {
    case "number":
    case "boolean":
    case "string":
      return (value) => (typeof value === type ? null : `is ${told(value)}; it must be a ${type}`);
    case "integer":
      return (value) => (Number.isInteger(value) ? null : `is ${told(value)}; it must be a whole number`);
    case "object":
      return (value) => (typeof value === "object" ? null : `is ${told(value)}; it must be a position`);
  }
}

function rangesOf(point: SchemaPoint, unit: string): ValueCheck[] {
  if (point.type === "string") return stringRanges(point);
  if (point.type !== "number" && point.type !== "integer") return [];
  const { minimum, maximum, exclusiveMinimum: above, exclusiveMaximum: below } = point;
  const number = (fits: (value: number) => boolean, limit: string): ValueCheck => {
    return (value) => (fits(value as number) ? null : `is ${value}${unit}; ${limit}${unit} is allowed`);
  };
  return [
    ...(minimum === undefined ? [] : [number((value) => value >= minimum, `at least ${minimum}`)]),
    ...(maximum === undefined ? [] : [number((value) => value <= maximum, `at most ${maximum}`)]),
    ...(above === undefined ? [] : [number((value) => value > above, `more than ${above}`)]),
    ...(below === undefined ? [] : [number((value) => value < below, `less than ${below}`)]),
    ...oneOf(point.enum),
  ];
}

function stringRanges({ minLength, maxLength, enum: values }: Extract<SchemaPoint, { type: "string" }>): ValueCheck[] {
  const length = (fits: (characters: number) => boolean, limit: string): ValueCheck => {
    return (value) => {
      const characters = charactersOf(value as string);
      return fits(characters) ? null : `has ${characters} characters; ${limit} are allowed`;
    };
  };
  return [
    ...(minLength === undefined ? [] : [length((characters) => characters >= minLength, `at least ${minLength}`)]),
    ...(maxLength === undefined ? [] : [length((characters) => characters <= maxLength, `at most ${maxLength}`)]),
    ...oneOf(values),
  ];
}

/** JSON Schema counts characters, not the halves of which some of them are made. */
function charactersOf(text: string): number {
  let characters = 0;
  for (const _ of text) characters += 1;
  return characters;
}

function oneOf(values: readonly (string | number)[] | undefined): ValueCheck[] {
  if (values === undefined) return [];
  const known = new Set<unknown>(values);
  const listed = `${values.slice(0, 10).join(", ")}${values.length > 10 ? ", …" : ""}`;
  return [(value) => (known.has(value) ? null : `is ${told(value)}; one of ${listed} is allowed`)];
}

function inTurn(checks: readonly ValueCheck[]): ValueCheck {
  const [first, ...others] = checks;
  if (first !== undefined && others.length === 0) return first;
  return (value) => {
    for (const check of checks) {
      const problem = check(value);
      if (problem !== null) return problem;
    }
    return null;
  };
}

const TOLD_CHARACTERS_MAX = 40;
function told(value: NonNullable<ReadingValue>): string {
  const text = typeof value === "object" ? "a position" : JSON.stringify(value);
  return text.length <= TOLD_CHARACTERS_MAX ? text : `${text.slice(0, TOLD_CHARACTERS_MAX)}…`;
}
