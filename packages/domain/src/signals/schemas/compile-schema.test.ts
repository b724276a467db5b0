import { readFileSync } from "node:fs";
import type { Reading, ReadingValue } from "@outstation/contracts/mqtt/reading";
import { SchemaDocument, type SchemaPoint } from "@outstation/contracts/schemas/schema-document";
import Ajv2020 from "ajv/dist/2020";
import fc from "fast-check";
import { expect, test } from "vitest";
import { compileSchema } from "./compile-schema";

// Promise: a document means to the pipeline what it means to any validator of JSON Schema 2020-12.

const pump = SchemaDocument.parse(
  JSON.parse(readFileSync(new URL("../../../../contracts/src/fixtures/schema-pump-1.3.json", import.meta.url), "utf8")),
);
const reading = (point: string, value: ReadingValue, more: Partial<Reading> = {}): Reading => ({
  point,
  value,
  measuredAt: 0,
  quality: "good",
  ...more,
});
const problemOf = (point: string, value: ReadingValue, more: Partial<Reading> = {}) =>
  compileSchema("1.3", pump).problemOf(reading(point, value, more));

test.each<[string, ReadingValue]>([
  ["temperature", -40],
  ["temperature", 120],
  ["starts", 0],
  ["speed_step", 3],
  ["running", false],
  ["mode", "hand"],
  ["note", "🚰".repeat(64)],
  ["flow", 0],
  ["place", { lat: 52, lon: 4 }],
])("%s may be %j", (point, value) => {
  expect(problemOf(point, value)).toBeNull();
});

test.each<[string, ReadingValue, string]>([
  ["temperature", 120.5, "is 120.5 Cel; at most 120 Cel is allowed"],
  ["temperature", -41, "is -41 Cel; at least -40 Cel is allowed"],
  ["temperature", "hot", 'is "hot"; it must be a number'],
  ["temperature", true, "is true; it must be a number"],
  ["starts", 1.5, "is 1.5; it must be a whole number"],
  ["speed_step", 4, "is 4; one of 0, 1, 2, 3 is allowed"],
  ["running", 1, "is 1; it must be a boolean"],
  ["mode", "manual", 'is "manual"; one of auto, hand, off is allowed'],
  ["note", "🚰".repeat(65), "has 65 characters; at most 64 are allowed"],
  ["flow", 900, "is 900 m3/h; less than 900 m3/h is allowed"],
  ["flow", -0.1, "is -0.1 m3/h; more than -0.1 m3/h is allowed"],
  ["place", 4, "is 4; it must be a position"],
  ["temperature", { lat: 1, lon: 2 }, "is a position; it must be a number"],
  ["serial", "A7", "is an attribute, which no reading carries"],
  ["constructor", 1, "is not a point of it"],
  ["pressure", 1, "is not a point of it"],
])("%s may not be %j, and the sentence says the limit", (point, value, problem) => {
  expect(problemOf(point, value)).toBe(problem);
});

test("a value that its source disowns is held to its kind and to no range; no value at all to nothing", () => {
  expect(problemOf("temperature", 9999, { quality: "uncertain" })).toContain("at most 120");
  expect(problemOf("temperature", 9999, { quality: "bad" })).toBeNull();
  expect(problemOf("temperature", "x", { quality: "bad" })).toContain("must be a number");
  expect(problemOf("temperature", null, { quality: "bad" })).toBeNull();
  expect(problemOf("pressure", null, { quality: "bad" })).toBe("is not a point of it");
});

test("a reading that says its unit says the schema's", () => {
  expect(problemOf("temperature", 20, { context: { unit: "Cel" } })).toBeNull();
  expect(problemOf("temperature", 293, { context: { unit: "K" } })).toBe("is in K; it says Cel");
  expect(problemOf("running", true, { context: { unit: "K" } })).toBeNull();
});

test("an open document says nothing of points that it does not name", () => {
  const open = compileSchema("1.0", SchemaDocument.parse({ ...pump, additionalProperties: undefined }));
  expect(open.problemOf(reading("pressure", 1))).toBeNull();
  expect([open.knows("pressure"), open.knows("flow"), open.knows("toString")]).toEqual([false, true, false]);
});

const number = fc.oneof(fc.integer({ min: -20, max: 20 }), fc.double({ min: -20, max: 20, noNaN: true }));
const text = fc.string({ unit: "binary", maxLength: 6 }).filter((value) => !/\p{Cs}/u.test(value));
const bounds = fc.record(
  { minimum: number, maximum: number, exclusiveMinimum: number, exclusiveMaximum: number },
  { requiredKeys: [] },
);
const points: fc.Arbitrary<SchemaPoint> = fc.oneof(
  bounds.map((range) => ({ type: "number" as const, ...range })),
  bounds.map((range) => ({ type: "integer" as const, ...range })),
  fc.array(number, { minLength: 1, maxLength: 4 }).map((values) => ({ type: "number" as const, enum: values })),
  fc
    .record(
      { minLength: fc.nat(4), maxLength: fc.nat(6), enum: fc.array(text, { minLength: 1, maxLength: 4 }) },
      { requiredKeys: [] },
    )
    .map((limits) => ({ type: "string" as const, ...limits })),
  fc.constant({ type: "boolean" as const }),
  fc.constant({ type: "object" as const, format: "position" as const }),
);
const values: fc.Arbitrary<NonNullable<ReadingValue>> = fc.oneof(
  number,
  text,
  fc.boolean(),
  fc.record({ lat: fc.constant(1), lon: fc.constant(2) }),
);

test("for any point and any value, it finds a fault exactly where ajv does", () => {
  const ajv = new Ajv2020({
    strict: true,
    strictTypes: false,
    formats: { position: true },
    keywords: ["x-unit", "x-kind"],
  });
  let faults = 0;
  fc.assert(
    fc.property(points, fc.array(values, { minLength: 1, maxLength: 20 }), fc.boolean(), (point, tried, isClosed) => {
      const document = { type: "object", properties: { a: point }, additionalProperties: !isClosed };
      // A range that is empty is refused by the contract; what it would mean is of no interest.
      const parsed = SchemaDocument.safeParse(document);
      if (!parsed.success) return;
      const [ours, theirs] = [compileSchema("1.0", parsed.data), ajv.compile(document)];
      for (const value of tried)
        for (const name of ["a", "b"]) {
          const isFault = ours.problemOf(reading(name, value)) !== null;
          faults += Number(isFault);
          expect({ name, value, isFault }).toEqual({ name, value, isFault: !theirs({ [name]: value }) });
        }
    }),
    { numRuns: 120 },
  );
  expect(faults).toBeGreaterThan(100);
});
