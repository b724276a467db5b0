import { createSocket } from "node:dgram";
import { once } from "node:events";
import type { Clock } from "@outstation/kit/clock";

/** BVLC functions and results (ASHRAE 135 annex J.2). */
const BVLC = { result: 0, forwarded: 4, register: 5, distribute: 9, broadcast: 0x0b };
const DISTRIBUTE_NAK = 0x60;
/** A BBMD keeps an entry for this long after its time (annex J.5.2.3). */
const GRACE_S = 30;

export type SimulatedBbmd = {
  stop(): Promise<void>;
  /** Foreign devices that it passes broadcasts on to now, `ip:port`. */
  registered(): readonly string[];
  /** How often somebody registered. */
  registrations(): number;
  /** Loses its table, as a restart does. */
  forget(): void;
};

/** A BBMD on loopback: passes the broadcasts of registered foreign devices on to its members, and the members' to those. */
export async function startBbmd(options: {
  readonly port: number;
  /** The devices of its subnet, `ip:port`. */
  readonly members: readonly string[];
  readonly clock: Clock;
}): Promise<SimulatedBbmd> {
  const { members, clock } = options;
  const socket = createSocket("udp4");
  const until = new Map<string, number>();
  let registrations = 0;
  const registered = () => [...until].filter(([, end]) => end > clock.now()).map(([address]) => address);
  const send = (message: Buffer, to: string) => {
    const [host, port] = to.split(":");
    socket.send(message, Number(port), host);
  };
  const result = (code: number, to: string) => send(Buffer.from([0x81, BVLC.result, 0, 6, code >> 8, code & 0xff]), to);
  const pass = (npdu: Buffer, origin: string, to: readonly string[]) => {
    const [host = "", port] = origin.split(":");
    const header = Buffer.alloc(10);
    header.set([0x81, BVLC.forwarded]);
    header.writeUInt16BE(10 + npdu.length, 2);
    header.set(host.split(".").map(Number), 4);
    header.writeUInt16BE(Number(port), 8);
    for (const receiver of to) if (receiver !== origin) send(Buffer.concat([header, npdu]), receiver);
  };
  socket.on("message", (message, { address, port }) => {
    const from = `${address}:${port}`;
    const npdu = message.subarray(4);
    if (message[1] === BVLC.register && message.length === 6) {
      registrations++;
      until.set(from, clock.now() + (message.readUInt16BE(4) + GRACE_S) * 1000);
      result(0, from);
    } else if (message[1] === BVLC.distribute) {
      if (registered().includes(from)) pass(npdu, from, [...members, ...registered()]);
      else result(DISTRIBUTE_NAK, from);
    } else if (message[1] === BVLC.broadcast && members.includes(from)) pass(npdu, from, registered());
  });
  socket.bind(options.port, "127.0.0.1");
  await once(socket, "listening");
  return {
    stop: async () => void socket.close(),
    registered,
    registrations: () => registrations,
    forget: () => until.clear(),
  };
}
