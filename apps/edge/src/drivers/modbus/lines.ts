import type { ModbusSource } from "@outstation/contracts/edge/sources/modbus";
import { createRtuFraming, createTcpFraming } from "./framing";
import { createLine, type Line, type LineOptions } from "./line";
import { openSerialPort, openTcpPort, silenceMs } from "./port";

type Shared = { readonly line: Line; users: number };

/** The lines in use by this process: sources on the same wire, or behind the same address, ask one after another. */
const lines = new Map<string, Shared>();

export type Lease = { readonly line: Line; readonly name: string; release(): void };

/** The line of a source, opened at its first request and closed when the last source let it go. */
export function leaseLine(source: ModbusSource): Lease {
  const name = lineName(source);
  const shared = lines.get(name) ?? { line: createLine(optionsOf(source)), users: 0 };
  lines.set(name, shared);
  shared.users += 1;
  let released = false;
  return {
    line: shared.line,
    name,
    release() {
      if (released) return;
      released = true;
      shared.users -= 1;
      if (shared.users > 0) return;
      lines.delete(name);
      shared.line.close();
    },
  };
}

const lineName = ({ transport, host, port, serial }: ModbusSource): string =>
  transport === "rtu" ? (serial?.path ?? "") : `${host}:${port}${transport === "rtu-over-tcp" ? " (RTU)" : ""}`;

function optionsOf({ transport, host, port, serial }: ModbusSource): LineOptions {
  if (transport === "rtu" && serial !== undefined)
    return {
      open: () => openSerialPort(serial),
      framing: createRtuFraming(),
      silenceMs: silenceMs(serial.baudRate),
    };
  return {
    open: () => openTcpPort(host, port),
    framing: transport === "rtu-over-tcp" ? createRtuFraming() : createTcpFraming(),
    // The converter keeps the silence of its own line.
    silenceMs: 0,
  };
}
