import { expect, test } from "vitest";
import { type ModbusPoint, planReads, split } from "./plan";

// Promise: few requests, within what the protocol and the device allow.

const point = (name: string, address: number, more: Partial<ModbusPoint> = {}): ModbusPoint => ({
  name,
  kind: "number",
  table: "input",
  address,
  type: "uint16",
  wordOrder: "big",
  scale: 1,
  ...more,
});
const shape = (points: ModbusPoint[]) =>
  planReads(points).map(({ table, address, length }) => [table, address, length]);

test("neighbours are read together, over small holes, in any order of the package", () => {
  expect(shape([point("c", 12), point("a", 0, { type: "float32" }), point("b", 2)])).toEqual([
    ["input", 0, 3],
    ["input", 12, 1],
  ]);
  expect(shape([point("a", 0), point("b", 9)])).toEqual([["input", 0, 10]]);
});

test("tables are apart, and no read is longer than the protocol allows", () => {
  expect(shape([point("a", 0), point("b", 0, { table: "holding" })])).toHaveLength(2);
  const many = Array.from({ length: 130 }, (_, address) => point(`p${address}`, address));
  expect(shape(many)).toEqual([
    ["input", 0, 125],
    ["input", 125, 5],
  ]);
});

test("a refused block falls apart into its points", () => {
  const [block] = planReads([point("a", 0, { type: "uint32" }), point("b", 2)]);
  if (block === undefined) throw new Error("no block");
  expect(split(block).map(({ address, length }) => [address, length])).toEqual([
    [0, 2],
    [2, 1],
  ]);
});

test("a device's own limits are kept: short reads, and none over registers it does not have", () => {
  const many = Array.from({ length: 5 }, (_, address) => point(`p${address}`, address * 2));
  expect(planReads(many, { holeMax: 0 })).toHaveLength(5);
  expect(planReads(many, { registersMax: 5 }).map(({ address, length }) => [address, length])).toEqual([
    [0, 5],
    [6, 3],
  ]);
});

test("bits are read in their thousands", () => {
  const coils = Array.from({ length: 1500 }, (_, address) =>
    point(`c${address}`, address, { table: "coil", type: "bit" }),
  );
  expect(shape(coils)).toEqual([["coil", 0, 1500]]);
});
