import { expect, test } from "vitest";
import type { ModbusPoint } from "./plan";
import { readRegisterMap, writeRegisterMap } from "./register-map";

// Promise: a register map goes out as CSV and comes back the same; what is wrong in one is said by its line.

const points: ModbusPoint[] = [
  {
    name: "flow, in",
    description: 'measured at the "north" pump',
    kind: "number",
    unit: "m3/h",
    decimals: 1,
    table: "holding",
    address: 40,
    type: "float32",
    wordOrder: "little",
    byteOrder: "little",
    scale: 0.1,
  },
  { name: "running", kind: "boolean", table: "coil", address: 3, type: "bit", wordOrder: "big", scale: 1 },
  {
    name: "mode",
    kind: "number",
    table: "input",
    address: 7,
    type: "uint16",
    wordOrder: "big",
    scale: 1,
    bits: { from: 4, count: 3 },
  },
  { name: "serial", kind: "string", table: "input", address: 9, type: "string", length: 6, wordOrder: "big", scale: 1 },
  {
    name: "energy_15m",
    kind: "number",
    unit: "kW.h",
    table: "input",
    address: 20,
    type: "uint32",
    wordOrder: "big",
    scale: 1,
    interval: "difference",
  },
];

test("what goes out comes back", () => {
  expect(readRegisterMap(writeRegisterMap(points))).toEqual({ points, problems: [] });
});

test("a short map with semicolons and a byte order mark is enough", () => {
  const { points: read, problems } = readRegisterMap(
    "\uFEFFname;table;address;type\r\nvoltage;input;0;float32\r\n\r\n",
  );
  expect(problems).toEqual([]);
  expect(read).toEqual([
    { name: "voltage", kind: "number", table: "input", address: 0, type: "float32", wordOrder: "big", scale: 1 },
  ]);
});

test.each([
  ["name,table,address,type\nv,input,70000,uint16", 2, /address/],
  ["name,table,address,type\nv,input,x,uint16", 2, /address/],
  ["name,table,address,type\nv,input,0,uint17", 2, /type/],
  ["name,table,address,type\nv,input,0,bit", 2, /a input point is not of type bit/],
  ["name,table,address,type\nok,input,0,uint16\nok,input,1,uint16", 3, /comes twice/],
  ["name,table,address,type,bit\nv,input,0,uint32,3", 2, /bits are taken out of a uint16/],
  ["name,table,address,type\nv,input,0,string", 2, /length/],
  ["name,table,address\nv,input,0", 1, /"type" is missing/],
  ["name,table,address,type,colour\nv,input,0,uint16,red", 1, /no column "colour"/],
  ['name,table,address,type\n"v,input,0,uint16', 2, /[Qq]uote/],
] as const)("%j has its problem in line %i", (csv, line, message) => {
  const { problems } = readRegisterMap(csv);
  expect(problems).toHaveLength(1);
  expect(problems[0]?.message).toMatch(message);
  expect(problems[0]?.line).toBe(line);
});
