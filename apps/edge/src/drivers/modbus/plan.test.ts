import { expect, test } from "vitest";
import { decodeRegisters, type ModbusPoint, planReads, split } from "./plan";

// Promise: few requests, and every point gets its own registers in its own type and word order.

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

test.each([
  ["uint16", "big", [0xffff], 65_535],
  ["int16", "big", [0xffff], -1],
  ["uint32", "big", [0x0001, 0x0002], 65_538],
  ["uint32", "little", [0x0002, 0x0001], 65_538],
  ["int32", "big", [0xffff, 0xfffe], -2],
  ["float32", "big", [0x4366, 0x8000], 230.5],
  ["float32", "little", [0x8000, 0x4366], 230.5],
] as const)("%s, %s word first", (type, wordOrder, registers, expected) => {
  const only = point("a", 7, { type, wordOrder });
  const [block] = planReads([point("z", 5), only]);
  if (block === undefined) throw new Error("no block");
  expect(decodeRegisters(only, block, [9, 9, ...registers])).toBe(expected);
});

test("an answer that is too short has no value", () => {
  const only = point("a", 0, { type: "float32" });
  const [block] = planReads([only]);
  if (block === undefined) throw new Error("no block");
  expect(decodeRegisters(only, block, [0x4366])).toBeNull();
});
