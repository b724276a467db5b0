import { readFileSync } from "node:fs";
import { SchemaDocument } from "@outstation/contracts/schemas/schema-document";
import { expect, test } from "vitest";
import { pointLines } from "./point-lines";

const fixture = new URL("../../../../packages/contracts/src/fixtures/schema-pump-1.3.json", import.meta.url);

test("each point reads as a person would say it", () => {
  const lines = pointLines(SchemaDocument.parse(JSON.parse(readFileSync(fixture, "utf8"))));
  expect(lines.map(({ name, kind, limits, unit }) => [name, kind, limits, unit])).toEqual([
    ["temperature", "number", "≥ -40, ≤ 120", "Cel"],
    ["starts", "integer", "≥ 0", "{starts}"],
    ["speed_step", "integer", "0, 1, 2, 3", ""],
    ["running", "boolean", "", ""],
    ["mode", "string", "auto, hand, off", ""],
    ["note", "string", "0 to 64 characters", ""],
    ["flow", "number", "> -0.1, < 900", "m3/h"],
    ["place", "position", "", ""],
    ["serial", "string, an attribute", "", ""],
  ]);
});
