import { expect, test } from "vitest";
import type { FoundPoint } from "./driver";
import { POINT_LIST_ROWS_MAX, readPointList, writePointList } from "./point-list";

// Promise: what was found goes out as a table that a person edits, and comes in as what it was; a line that cannot be a
// point is named with what is wrong, and no cell is a formula in a spreadsheet.

const points: FoundPoint[] = [
  {
    address: "nsu=urn:line;s=A",
    name: "Line3.Filler.Speed",
    kind: "number",
    unit: "/min",
    description: 'fast, "really"',
  },
  { address: "analog-input:1", name: "zone temperature", kind: "number", unit: "Cel", device: "1001" },
  { address: "holding:12", name: "=HYPERLINK(1)", kind: "boolean", description: "-1\nor 'off'" },
  { address: "x", name: "'quoted", kind: "string" },
];

test("what goes out comes in", () => {
  expect(readPointList(writePointList(points))).toEqual({ points, problems: [] });
});

test("no cell begins a formula", () => {
  const csv = writePointList(points);
  expect(csv).toContain("'=HYPERLINK(1)");
  expect(csv).not.toMatch(/(^|[,"\n])[=+@]/m);
});

test("a spreadsheet's own way of writing is read", () => {
  const csv = "\ufeffName;KIND;Address;remark\r\n speed ;number;holding:1;ours\r\n\r\n";
  expect(readPointList(csv)).toEqual({
    points: [{ address: "holding:1", name: "speed", kind: "number" }],
    problems: [],
  });
});

test("a line that is no point is named, and the others are read", () => {
  const csv = [
    "address,name,kind,unit",
    "a,one,number,",
    ",two,number,",
    "c,three,integer,",
    "d,one,number,",
    "e,,string,",
  ];
  const { points: read, problems } = readPointList(csv.join("\n"));
  expect(read.map(({ name }) => name)).toEqual(["one"]);
  expect(problems.map(({ line }) => line)).toEqual([3, 4, 5, 6]);
  expect(problems[0]?.problem).toBe("address: has no address");
  expect(problems[2]?.problem).toBe("the name one is that of line 2 too");
});

test("a file that is no table, or too long a one, is refused as a whole", () => {
  expect(readPointList('address,name,kind\n"a').problems).toHaveLength(1);
  const long = `address,name,kind\n${"a,b,number\n".repeat(POINT_LIST_ROWS_MAX + 1)}`;
  expect(readPointList(long)).toEqual({ points: [], problems: [{ line: 1, problem: "has more than 50000 lines" }] });
});
