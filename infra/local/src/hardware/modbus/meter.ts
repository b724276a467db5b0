import { once } from "node:events";
import type { ModbusSource } from "@outstation/contracts/edge/sources/modbus";
import type { Clock } from "@outstation/kit/clock";
import { ServerTCP } from "modbus-serial";
import type { Machine } from "../machines/machine";
import { createBank } from "./bank";

export type ModbusMeter = {
  /** Connections it holds now. */
  links(): number;
  /** Requests to write, all of them refused. */
  writes(): number;
  stop(): Promise<void>;
};

/** A meter as a Modbus TCP server on loopback: its points lie in the registers the edge package names. */
export async function startModbusMeter(options: {
  readonly source: Pick<ModbusSource, "port" | "unitId" | "points">;
  readonly machine: Machine;
  readonly clock: Clock;
}): Promise<ModbusMeter> {
  const { machine, clock, source } = options;
  const { vector, writes } = createBank({ points: source.points, machine, clock });
  const server = new ServerTCP(vector, { host: "127.0.0.1", port: source.port, unitID: source.unitId });
  const refused = once(server, "serverError").then(([reason]) => Promise.reject(reason));
  await Promise.race([once(server, "initialized"), refused]);
  return {
    writes,
    links: () => server.socks.size,
    stop: () =>
      new Promise((resolve) => {
        // `close` waits for the clients to go; a stopped device does not.
        for (const socket of server.socks.keys()) socket.destroy();
        server.close(() => resolve());
      }),
  };
}
