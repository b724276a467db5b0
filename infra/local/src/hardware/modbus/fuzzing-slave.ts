import { once } from "node:events";
import { type AddressInfo, createServer, type Socket } from "node:net";

/** What a bad slave does with one request, one of them for each. */
export const MISDEEDS = [
  "answer",
  "garbage",
  "half",
  "silence",
  "flipped bit",
  "another's answer",
  "much",
  "hang up",
] as const;
export type Misdeed = (typeof MISDEEDS)[number];

export type FuzzingSlave = { readonly port: number; readonly served: () => number; stop(): Promise<void> };

/**
 * A Modbus TCP server on loopback that answers every read with `value` in all registers, or does what `next` says. A stand-in
 * for bad wiring, tired firmware and boxes that are no Modbus device at all.
 * @param random draws the bytes of garbage; from 0 to 1
 */
export async function startFuzzingSlave(options: {
  readonly value: number;
  readonly next: () => Misdeed;
  readonly random: () => number;
}): Promise<FuzzingSlave> {
  const sockets = new Set<Socket>();
  let served = 0;
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on("error", () => socket.destroy());
    socket.once("close", () => sockets.delete(socket));
    socket.on("data", (request) => {
      served += 1;
      misbehave(socket, request, options);
    });
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  return {
    port: (server.address() as AddressInfo).port,
    served: () => served,
    stop: () =>
      new Promise((resolve) => {
        for (const socket of sockets) socket.destroy();
        server.close(() => resolve());
      }),
  };
}

type Options = Parameters<typeof startFuzzingSlave>[0];

function misbehave(socket: Socket, request: Buffer, { value, next, random }: Options) {
  const answer = answerTo(request, value);
  switch (next()) {
    case "answer":
      return socket.write(answer);
    case "garbage":
      return socket.write(noise(1 + Math.floor(random() * 40), random));
    case "half":
      return socket.write(answer.subarray(0, Math.floor(random() * answer.length)));
    case "flipped bit": {
      // Of the header, or of the lengths: what Modbus TCP can notice. Its values have no checksum of their own.
      const at = Math.floor(random() * 9);
      answer[at] = (answer[at] ?? 0) ^ (1 << Math.floor(random() * 8));
      return socket.write(answer);
    }
    case "another's answer":
      answer.writeUInt16BE((answer.readUInt16BE(0) + 1) & 0xffff, 0);
      return socket.write(answer);
    case "much":
      return socket.write(noise(10_000, random));
    case "hang up":
      return socket.destroy();
    case "silence":
      return;
  }
}

const noise = (length: number, random: () => number) =>
  Buffer.from(Array.from({ length }, () => Math.floor(random() * 256)));

function answerTo(request: Buffer, value: number): Buffer {
  const registers = request.readUInt16BE(10);
  const answer = Buffer.alloc(9 + registers * 2);
  request.copy(answer, 0, 0, 8);
  answer.writeUInt16BE(3 + registers * 2, 4);
  answer.writeUInt8(registers * 2, 8);
  for (let register = 0; register < registers; register++) answer.writeUInt16BE(value, 9 + register * 2);
  return answer;
}
