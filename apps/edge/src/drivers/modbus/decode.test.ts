import { registersOf } from "@outstation/local/hardware/modbus/registers";
import { expect, test } from "vitest";
import { decodePoint } from "./decode";
import { type ModbusPoint, planReads } from "./plan";

// Promise: every point gets its own registers, in its own type, word order and byte order.

const point = (more: Partial<ModbusPoint>): ModbusPoint => ({
  name: "a",
  kind: "number",
  table: "input",
  address: 7,
  type: "uint16",
  wordOrder: "big",
  scale: 1,
  ...more,
});

function decoded(only: ModbusPoint, registers: readonly number[]): unknown {
  const [block] = planReads([point({ name: "z", address: 5 }), only]);
  if (block === undefined) throw new Error("no block");
  return decodePoint(only, block, [9, 9, ...registers]);
}

test.each([
  ["uint16", "big", "big", [0xffff], 65_535],
  ["uint16", "big", "little", [0x3412], 0x1234],
  ["int16", "big", "big", [0xffff], -1],
  ["uint32", "big", "big", [0x0001, 0x0002], 65_538],
  ["uint32", "little", "big", [0x0002, 0x0001], 65_538],
  ["uint32", "little", "little", [0x0200, 0x0100], 65_538],
  ["int32", "big", "big", [0xffff, 0xfffe], -2],
  ["float32", "big", "big", [0x4366, 0x8000], 230.5],
  ["float32", "little", "big", [0x8000, 0x4366], 230.5],
  ["float32", "big", "little", [0x6643, 0x0080], 230.5],
  ["uint64", "big", "big", [0, 1, 0, 2], 4_294_967_298],
  ["int64", "little", "big", [0xfffe, 0xffff, 0xffff, 0xffff], -2],
  ["float64", "big", "big", [0x405e, 0xdd2f, 0x1a9f, 0xbe77], 123.456],
] as const)("%s, %s word and %s byte first", (type, wordOrder, byteOrder, registers, expected) => {
  expect(decoded(point({ type, wordOrder, byteOrder }), registers)).toBe(expected);
});

test("a text ends at its filling, whatever the order of numbers is", () => {
  const name = point({ type: "string", length: 4, kind: "string", wordOrder: "little" });
  expect(decoded(name, [0x414d, 0x2d37, 0x2000, 0])).toBe("AM-7");
});

test("one bit is a boolean, several are a number", () => {
  expect(decoded(point({ bits: { from: 3, count: 1 } }), [0b1000])).toBe(true);
  expect(decoded(point({ bits: { from: 4, count: 3 } }), [0b101_0000])).toBe(5);
});

test("an answer that is too short has no value", () => {
  expect(decoded(point({ type: "float32" }), [0x4366])).toBeNull();
});

test("what the simulated devices show is what is read", () => {
  for (const type of ["uint16", "int16", "uint32", "int32", "uint64", "int64", "float32", "float64"] as const)
    for (const wordOrder of ["big", "little"] as const)
      for (const byteOrder of ["big", "little"] as const) {
        const one = point({ type, wordOrder, byteOrder });
        expect(decoded(one, registersOf(one, 1234)), `${type} ${wordOrder} ${byteOrder}`).toBe(1234);
      }
});
