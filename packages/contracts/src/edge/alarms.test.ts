import { expect, test } from "vitest";
import { alarmProblems, EdgeAlarms } from "./alarms";

const limit = { id: "hot", device: "line-3", point: "temperature", kind: "high", setpoint: 80 } as const;
const lamp = { id: "lamp", kind: "file", file: "lamp" } as const;

const refusals = (value: unknown) => {
  const parsed = EdgeAlarms.safeParse(value);
  return parsed.success ? [] : parsed.error.issues.map(({ path }) => path.join("."));
};

test("a limit needs no more than its point, its side and its setpoint", () => {
  expect(EdgeAlarms.parse({ limits: [limit] }).limits).toEqual([
    { ...limit, deadband: 0, onDelayMs: 0, offDelayMs: 0, priority: "medium", onBadQuality: "hold" },
  ]);
});

test("a grant names an alarm and an output that the package has", () => {
  const grants = [{ alarm: "hot", output: "lamp" }];
  expect(refusals({ limits: [limit], outputs: [lamp], grants })).toEqual([]);
  expect(refusals({ limits: [], outputs: [lamp], grants })).toEqual(["grants.0.alarm"]);
  expect(refusals({ limits: [limit], outputs: [], grants })).toEqual(["grants.0.output"]);
});

test("one id names one alarm and one output", () => {
  expect(refusals({ limits: [limit, limit], outputs: [lamp, lamp] })).toEqual(["limits.1.id", "outputs.1.id"]);
});

test.each(["../../etc/cron.d/x", "a/b", "", "A", "."])("no package writes the file %j", (file) => {
  expect(refusals({ outputs: [{ ...lamp, file }] })).toEqual(["outputs.0.file"]);
});

test("an alarm of a point that no source has, or of one that is no number, is a problem of the package", () => {
  const sources = [
    {
      device: "line-3",
      points: [
        { name: "temperature", kind: "number" },
        { name: "open", kind: "boolean" },
      ],
    },
  ];
  const problems = (point: string, device = "line-3") =>
    alarmProblems(sources, EdgeAlarms.parse({ limits: [{ ...limit, point, device }] }));
  expect(problems("temperature")).toEqual([]);
  expect(problems("open")).toEqual(['alarm hot: "open" of line-3 is a boolean, and limits are of numbers']);
  expect(problems("pressure")).toEqual(['alarm hot: no source has a point "pressure" of line-3']);
  expect(problems("temperature", "line-4")).toHaveLength(1);
});
