import { randomBytes } from "node:crypto";
import { once } from "node:events";
import { type AddressInfo, connect, createServer, type Socket } from "node:net";

/** Stands before a Modbus slave and passes everything on, or answers each request with random bytes in its stead. */
export type GarbageRelay = { readonly port: number; talkNonsense(nonsense: boolean): void; stop(): void };

export async function startGarbageRelay(slavePort: number): Promise<GarbageRelay> {
  let nonsense = false;
  const sockets = new Set<Socket>();
  const keep = (socket: Socket) => {
    sockets.add(socket);
    socket.on("error", () => socket.destroy()).on("close", () => sockets.delete(socket));
  };
  const server = createServer((master) => {
    const slave = connect(slavePort, "127.0.0.1");
    keep(master);
    keep(slave);
    master.on("close", () => slave.destroy());
    slave.on("close", () => master.destroy());
    master.on("data", (request) => {
      if (nonsense) master.write(randomBytes(1 + Math.floor(Math.random() * 300)));
      else slave.write(request);
    });
    slave.on("data", (answer) => void master.write(answer));
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  return {
    port: (server.address() as AddressInfo).port,
    talkNonsense(next) {
      nonsense = next;
    },
    stop() {
      for (const socket of sockets) socket.destroy();
      server.close();
    },
  };
}
