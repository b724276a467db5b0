import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { readSchemaDocument, SCHEMA_BYTES_MAX } from "./schema-document";
import { compareVersions, readVersion, spellVersion } from "./schema-version";

const fixture = JSON.parse(readFileSync(new URL("../fixtures/schema-pump-1.3.json", import.meta.url), "utf8"));
const problemsOf = (value: unknown) => readSchemaDocument(value).problems;
const withPoint = (point: unknown) => ({ type: "object", properties: { a: point } });

test("a document that was shipped reads for ever as it did", () => {
  expect(readSchemaDocument(fixture)).toEqual({ document: fixture, problems: null });
});

test.each<[string, unknown, string]>([
  ["a keyword of JSON Schema that we do not check", { type: "number", multipleOf: 2 }, "properties.a"],
  ["a unit that is none", { type: "number", "x-unit": "degC" }, "properties.a.x-unit"],
  ["an unknown type", { type: "array" }, "properties.a.type"],
  ["a minimum above the maximum", { type: "number", minimum: 2, maximum: 1 }, "properties.a"],
  ["an empty enumeration", { type: "string", enum: [] }, "properties.a.enum"],
  ["an enumeration of another type", { type: "number", enum: ["a"] }, "properties.a.enum.0"],
  ["an unknown kind", { type: "boolean", "x-kind": "telemetri" }, "properties.a.x-kind"],
  ["a unit of something that is no number", { type: "boolean", "x-unit": "m" }, "properties.a"],
  ["an object that is no position", { type: "object" }, "properties.a.format"],
])("%s is refused, and the field named", (_what, point, path) => {
  expect(problemsOf(withPoint(point))?.map((problem) => problem.path)).toContain(path);
});

test.each<[string, unknown]>([
  ["no object", "text"],
  ["nothing", null],
  ["undefined", undefined],
  ["no properties", { type: "object" }],
  ["no point", { type: "object", properties: {} }],
  ["a reference", { type: "object", properties: { a: { $ref: "#/x" } } }],
  ["a required point", { ...withPoint({ type: "number" }), required: ["a"] }],
  ["another draft", { ...withPoint({ type: "number" }), $schema: "http://json-schema.org/draft-07/schema#" }],
  ["a point without a name", { type: "object", properties: { "": { type: "number" } } }],
])("%s is no document", (_what, value) => {
  expect(problemsOf(value)?.length).toBeGreaterThan(0);
});

test("a document beyond the limit is refused with the limit", () => {
  const [problem] = problemsOf({ ...fixture, description: "x".repeat(SCHEMA_BYTES_MAX) }) ?? [];
  expect(problem?.message).toContain(String(SCHEMA_BYTES_MAX));
});

test("versions are read, spelt and put in order as numbers", () => {
  const texts = ["1.10", "2.0", "1.9", "0.0"];
  const versions = texts.map((text) => readVersion(text) ?? { major: -1, minor: -1 });
  expect(versions.map(spellVersion)).toEqual(texts);
  expect([...versions].sort(compareVersions).map(spellVersion)).toEqual(["0.0", "1.9", "1.10", "2.0"]);
  expect(["1", "1.", "01.2", "1.2.3", "a.b", "1.-2", " 1.2", "123456.1"].map(readVersion)).toEqual(Array(8).fill(null));
});
