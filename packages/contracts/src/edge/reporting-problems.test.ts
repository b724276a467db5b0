import { expect, test } from "vitest";
import { reportingProblems } from "./reporting-problems";

// Promise: a package that asks for what cannot be done is refused in words, before a gateway has it.

const problems = (point: object) =>
  reportingProblems([{ id: "line", points: [{ name: "p", kind: "number", ...point }] }]);

test.each([
  [{ sourceUnit: "bar", unit: "Cel" }, "bar cannot be converted to Cel: they measure different things"],
  [{ sourceUnit: "bar" }, "it has no unit to convert to"],
  [{ sourceUnit: "furlong", unit: "m" }, "furlong is no unit that can be converted"],
  [{ scale: 0 }, "a scale of 0 leaves nothing of its values"],
  [{ kind: "boolean", deadband: { kind: "absolute", value: 1 } }, "it is a boolean, and deadbands are of numbers"],
  [{ deadband: { kind: "percent", value: 1, range: [5, 5] } }, "the range of its deadband ends before it begins"],
])("%o", (point, says) => {
  expect(problems(point)).toEqual([`source line, point "p": ${says}`]);
});

test("what can be done is let through, also units that only people read", () => {
  expect(problems({ sourceUnit: "[degF]", unit: "Cel", scale: 0.1, deadband: { kind: "absolute", value: 1 } })).toEqual(
    [],
  );
  expect(problems({ sourceUnit: "[pH]", unit: "[pH]" })).toEqual([]);
  expect(problems({ unit: "bottles" })).toEqual([]);
});
