import { once } from "node:events";
import type { ModbusSource } from "@outstation/contracts/edge/sources/modbus";
import type { Clock } from "@outstation/kit/clock";
import { ServerSerial } from "modbus-serial";
import type { Machine } from "../machines/machine";
import { createBank } from "./bank";
import type { ModbusMeter } from "./meter";

/** A meter as a Modbus RTU slave on a serial line. */
export async function startSerialMeter(options: {
  readonly path: string;
  readonly source: Pick<ModbusSource, "unitId" | "points">;
  readonly machine: Machine;
  readonly clock: Clock;
}): Promise<Omit<ModbusMeter, "links">> {
  const { source, machine, clock, path } = options;
  const { vector, writes } = createBank({ points: source.points, machine, clock });
  const server = new ServerSerial(vector, { path, baudRate: 115_200, unitID: source.unitId });
  await once(server, "initialized");
  return { writes, stop: () => new Promise((resolve) => server.close(() => resolve())) };
}
