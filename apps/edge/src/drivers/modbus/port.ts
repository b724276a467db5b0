import { connect } from "node:net";
import type { Duplex } from "node:stream";
import type { SerialLine } from "@outstation/contracts/edge/sources/modbus";
import type { z } from "zod";

/** What a line's bytes go through. */
export type Port = Duplex;
export type Serial = z.infer<typeof SerialLine>;

const CONNECT_TIMEOUT_MS = 5000;
const KEEP_ALIVE_MS = 30_000;

/** @throws Error where the device is not reached within 5 s. */
export const openTcpPort = (host: string, port: number): Promise<Port> =>
  new Promise((resolve, reject) => {
    const socket = connect({ host, port, noDelay: true, keepAlive: true, keepAliveInitialDelay: KEEP_ALIVE_MS });
    const timer = setTimeout(() => socket.destroy(new Error("connecting timed out")), CONNECT_TIMEOUT_MS);
    socket.once("error", (reason) => {
      clearTimeout(timer);
      reject(reason);
    });
    socket.once("connect", () => {
      clearTimeout(timer);
      resolve(socket);
    });
  });

/** @throws Error where the port does not exist, or another program has it. */
export async function openSerialPort({ path, ...line }: Serial): Promise<Port> {
  // Native code, and most gateways have no serial line.
  const { SerialPort } = await import("serialport");
  return new Promise((resolve, reject) => {
    // Two programs on one line would take each other's answers.
    const port = new SerialPort({ path, ...line, lock: true, autoOpen: false });
    port.open((reason) => (reason ? reject(reason) : resolve(port)));
  });
}

/**
 * How long a serial line is silent between two frames: 3.5 characters of 11 bits, and 1.75 ms from 19,200 baud on
 * (Modbus over serial line 1.02, section 2.5.1.1). Milliseconds.
 */
export const silenceMs = (baudRate: number): number => (baudRate > 19_200 ? 1.75 : (3.5 * 11 * 1000) / baudRate);
