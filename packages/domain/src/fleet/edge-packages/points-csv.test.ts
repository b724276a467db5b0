import { BacnetSource } from "@outstation/contracts/edge/sources/bacnet";
import { ModbusSource } from "@outstation/contracts/edge/sources/modbus";
import { expect, test } from "vitest";
import { readPoints, spellPoints } from "./points-csv";

// Promise: a list of points comes back from a spreadsheet as it went out, and what was found on site goes in as it is.

test("points go out and come back the same, structures, formulas and names that look like numbers included", () => {
  const { points } = ModbusSource.parse({
    ...{ id: "line", device: "pump-1", driver: "modbus", host: "10.0.0.9", unitId: 1 },
    points: [
      { name: "007", table: "input", address: 0, type: "uint16", unit: "Cel", scale: -0.1 },
      {
        name: "=run",
        kind: "boolean",
        table: "holding",
        address: 9,
        type: "uint16",
        bits: { from: 3 },
        description: 'a "word", and more',
      },
    ],
  });
  expect(readPoints("modbus", spellPoints(points))).toEqual(points);
});

test("the list of a discovery: its address is the driver's word for it, and what only a discovery knows is left out", () => {
  const csv = "\ufeffaddress;name;kind;unit;description;device\nanalog-input:1;Supply air;number;Cel;;vav-3\n";
  const points = readPoints("bacnet", csv);
  expect(points).toEqual([{ object: "analog-input:1", name: "Supply air", kind: "number", unit: "Cel" }]);
  const source = { id: "ahu", device: "ahu-1", driver: "bacnet", address: "10.0.0.7:47808", points };
  expect(BacnetSource.safeParse(source).success).toBe(true);
});

test.each([
  ["", "no line below"],
  ["name,unit\n", "no line below"],
  ["point,unit\na,b\n", "no column `name`"],
  ['name,unit\n"a,b\n', "no CSV"],
])("%j is no list of points", (csv, says) => {
  expect(() => readPoints("modbus", csv)).toThrow(says);
});
