import type { Clock } from "@outstation/kit/clock";
import type { Machine } from "../machines/machine";
import { type Point, registersOf } from "./registers";

type Table = Point["table"];

/** Modbus application protocol 1.1b3, section 7: the exception for an address the device does not have. */
const ILLEGAL_DATA_ADDRESS = 2;

/** The registers of a simulated device, as modbus-serial's servers ask for them, and what was tried to be written to it. */
export function createBank(options: {
  readonly points: readonly Point[];
  readonly machine: Machine;
  readonly clock: Clock;
}) {
  const { machine, clock, points } = options;
  let writes = 0;
  const read = (table: Table, address: number, length: number) => {
    machine.advance(clock.now());
    const values = valuesOf(points, table, machine);
    return Array.from({ length }, (_, offset) => {
      const value = values.get(address + offset);
      if (value === undefined)
        throw Object.assign(new Error("no such register"), { modbusErrorCode: ILLEGAL_DATA_ADDRESS });
      return value;
    });
  };
  const readOne = (table: Table, address: number) => read(table, address, 1)[0] ?? 0;
  const refuse = () => {
    writes += 1;
    throw Object.assign(new Error("read only"), { modbusErrorCode: 1 });
  };
  return {
    /** Requests of function codes 5, 6, 15 and 16. */
    writes: () => writes,
    vector: {
      // modbus-serial asks the singular ones for a request of one register.
      getInputRegister: (address: number) => readOne("input", address),
      getHoldingRegister: (address: number) => readOne("holding", address),
      getMultipleInputRegisters: (address: number, length: number) => read("input", address, length),
      getMultipleHoldingRegisters: (address: number, length: number) => read("holding", address, length),
      getCoil: (address: number) => readOne("coil", address) === 1,
      getDiscreteInput: (address: number) => readOne("discrete", address) === 1,
      setCoil: refuse,
      setCoilArray: refuse,
      setRegister: refuse,
      setRegisterArray: refuse,
    },
  };
}

function valuesOf(points: readonly Point[], table: Table, machine: Machine): Map<number, number> {
  const values = new Map<number, number>();
  for (const point of points) {
    if (point.table !== table) continue;
    registersOf(point, scalarOf(machine.read(point.name).value)).forEach((word, offset) => {
      const address = point.address + offset;
      // Points of bits share their register.
      values.set(address, point.bits === undefined ? word : (values.get(address) ?? 0) | word);
    });
  }
  return values;
}

const scalarOf = (value: unknown) => (typeof value === "boolean" || typeof value === "string" ? value : Number(value));
