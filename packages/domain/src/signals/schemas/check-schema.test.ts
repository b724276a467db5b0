import type { Reading } from "@outstation/contracts/mqtt/reading";
import { SchemaDocument } from "@outstation/contracts/schemas/schema-document";
import { expect, test } from "vitest";
import { checkAgainstSchema, checkSchema } from "./check-schema";
import type { SchemaFlag } from "./schema-flags";
import { type SchemaLookup, toTypeSchemas } from "./schema-lookup";

// Promise: a device is held to the version it declares; a minor that nobody has published loses nothing, and shows.

const documentOf = (maximum: number, more: object = {}) =>
  SchemaDocument.parse({
    type: "object",
    properties: { temperature: { type: "number", maximum, "x-unit": "Cel" }, ...more },
    additionalProperties: false,
  });
const pump = toTypeSchemas([
  { major: 1, minor: 10, document: documentOf(100, { flow: { type: "number" } }) },
  { major: 1, minor: 2, document: documentOf(50) },
  { major: 2, minor: 0, document: documentOf(10) },
]);

function ask(
  values: Record<string, number[]>,
  schemaVersion?: string,
  options: { friendly?: true; type?: string } = {},
) {
  const flags: SchemaFlag[] = [];
  const none = () => Promise.reject(new Error("not here"));
  const schemas: SchemaLookup = {
    prepare: none,
    refresh: none,
    flush: none,
    schemasOf: (_tenant, type) => (type === "pump" ? pump : null),
    flag: (flag) => flags.push(flag),
  };
  const readings = Object.entries(values).flatMap(([point, own]) =>
    own.map((value): Reading => ({ point, value, measuredAt: 0, quality: "good" })),
  );
  const sequence = options.friendly ? null : { boot: 1, seq: 1 };
  const telemetry = { child: null, sequence, readings, ...(schemaVersion === undefined ? {} : { schemaVersion }) };
  const device = { id: "id-7", key: "pump-7", type: options.type ?? "pump" };
  return { problem: checkAgainstSchema({ tenantId: "t", device, telemetry, receivedAt: 5 }, schemas), flags };
}
const PASSED = { problem: null, flags: [] };

test.each(["1.2", undefined, "9.9"])("a type without schemas takes what it took before (version %s)", (version) => {
  expect(ask({ temperature: [5000] }, version, { type: "fan" })).toEqual(PASSED);
});

test("a message that declares nothing is taken as before", () => {
  expect(ask({ temperature: [5000], unheard: [1] })).toEqual(PASSED);
});

test("each known version is checked by itself, however old", () => {
  expect(ask({ temperature: [50] }, "1.2")).toEqual(PASSED);
  expect(ask({ temperature: [60] }, "1.10")).toEqual(PASSED);
  expect(ask({ temperature: [20, 60] }, "1.2").problem).toEqual({
    code: "schema.violation",
    field: "r.temperature[1]",
    message: "temperature is 60 Cel; at most 50 Cel is allowed (schema pump 1.2)",
  });
  expect(ask({ temperature: [20], flow: [1] }, "1.2").problem).toMatchObject({
    field: "r.flow[0]",
    message: "flow is not a point of it (schema pump 1.2)",
  });
});

test("the friendly spelling's field is named as it is spelt", () => {
  const field = (values: Record<string, number[]>) => ask(values, "2.0", { friendly: true }).problem?.field;
  expect([field({ temperature: [11] }), field({ temperature: [1, 11] })]).toEqual([
    "values.temperature",
    "values.temperature[1]",
  ]);
});

test("an unknown minor is checked by the highest known one, for the points which that one knows, and flagged", () => {
  const flag = { tenantId: "t", deviceId: "id-7", declared: "1.11", checkedBy: "1.10", at: 5 };
  expect(ask({ temperature: [100], brand_new: [1] }, "1.11")).toEqual({ problem: null, flags: [flag] });
  const { problem, flags } = ask({ temperature: [101], brand_new: [1] }, "1.11");
  expect(problem).toMatchObject({ code: "schema.violation", field: "r.temperature[0]" });
  expect(problem?.message).toContain("(schema pump 1.10)");
  expect(flags).toEqual([]);
});

test("a minor between two that are known is unknown too", () => {
  expect(checkSchema("1.7", pump)).toMatchObject({ isKnown: false, by: { version: "1.10" } });
});

test("an unknown major is kept back, and what is known is named", () => {
  expect(ask({ temperature: [1] }, "3.0")).toEqual({
    problem: {
      code: "schema.unknown_version",
      field: "v",
      message: "pump-7 speaks version 3.0 of pump; published are 1.2, 1.10, 2.0",
    },
    flags: [],
  });
});
