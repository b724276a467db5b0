import { once } from "node:events";
import type { ModbusSource } from "@outstation/contracts/edge/sources/modbus";
import type { Clock } from "@outstation/kit/clock";
import { ServerTCP } from "modbus-serial";
import type { Machine } from "../machines/machine";

type Point = ModbusSource["points"][number];
type Table = Point["table"];

/** Modbus application protocol 1.1b3, section 7: the exception for an address the device does not have. */
const ILLEGAL_DATA_ADDRESS = 2;

/** A meter as a Modbus TCP server on loopback: its points lie in the registers the edge package names. */
export async function startModbusMeter(options: {
  readonly source: Pick<ModbusSource, "port" | "unitId" | "points">;
  readonly machine: Machine;
  readonly clock: Clock;
}): Promise<{ stop(): Promise<void> }> {
  const { machine, clock, source } = options;
  const read = (table: Table, address: number, length: number) => {
    machine.advance(clock.now());
    const registers = registersOf(source.points, table, machine);
    return Array.from({ length }, (_, offset) => {
      const register = registers.get(address + offset);
      if (register === undefined)
        throw Object.assign(new Error("no such register"), { modbusErrorCode: ILLEGAL_DATA_ADDRESS });
      return register;
    });
  };
  const readOne = (table: Table, address: number) => read(table, address, 1)[0] ?? 0;
  const server = new ServerTCP(
    {
      // modbus-serial asks these for a request of one register.
      getInputRegister: (address: number) => readOne("input", address),
      getHoldingRegister: (address: number) => readOne("holding", address),
      getMultipleInputRegisters: (address: number, length: number) => read("input", address, length),
      getMultipleHoldingRegisters: (address: number, length: number) => read("holding", address, length),
    },
    { host: "127.0.0.1", port: source.port, unitID: source.unitId },
  );
  const refused = once(server, "serverError").then(([reason]) => Promise.reject(reason));
  await Promise.race([once(server, "initialized"), refused]);
  return {
    stop: () =>
      new Promise((resolve) => {
        // `close` waits for the clients to go; a stopped device does not.
        for (const socket of server.socks.keys()) socket.destroy();
        server.close(() => resolve());
      }),
  };
}

function registersOf(points: readonly Point[], table: Table, machine: Machine): Map<number, number> {
  const registers = new Map<number, number>();
  for (const point of points) {
    if (point.table !== table) continue;
    words(point, Number(machine.read(point.name).value)).forEach((word, offset) => {
      registers.set(point.address + offset, word);
    });
  }
  return registers;
}

/** The 16-bit registers of a value, in the point's type, scale and word order. */
function words({ type, wordOrder, scale }: Point, value: number): number[] {
  const raw = Buffer.alloc(type.endsWith("32") ? 4 : 2);
  const counts = Math.round(value / scale);
  if (type === "float32") raw.writeFloatBE(value / scale);
  else if (type === "uint32") raw.writeUInt32BE(counts % 2 ** 32);
  else if (type === "int32") raw.writeInt32BE(counts);
  else if (type === "uint16") raw.writeUInt16BE(counts);
  else raw.writeInt16BE(counts);
  const registers = raw.length === 2 ? [raw.readUInt16BE(0)] : [raw.readUInt16BE(0), raw.readUInt16BE(2)];
  return wordOrder === "little" ? registers.reverse() : registers;
}
