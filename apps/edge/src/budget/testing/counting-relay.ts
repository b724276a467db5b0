import { once } from "node:events";
import { connect, createServer, type Socket } from "node:net";

/** Passes a connection on and counts what passes. */
export type CountingRelay = {
  readonly port: number;
  /** Bytes of TCP payload so far, to the broker and from it. */
  counted(): { readonly up: number; readonly down: number };
  close(): void;
};

export async function startCountingRelay(to: number): Promise<CountingRelay> {
  const counts = { up: 0, down: 0 };
  const sockets = new Set<Socket>();
  const server = createServer({ noDelay: true }, (near) => {
    const far = connect({ port: to, host: "127.0.0.1", noDelay: true });
    for (const socket of [near, far]) sockets.add(socket.on("error", () => {}));
    near.on("data", (data) => {
      counts.up += data.length;
      far.write(data);
    });
    far.on("data", (data) => {
      counts.down += data.length;
      near.write(data);
    });
    near.on("end", () => far.end());
    far.on("end", () => near.end());
    near.on("close", () => far.destroy());
  });
  await once(server.listen(0, "127.0.0.1"), "listening");
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("no port");
  return {
    port: address.port,
    counted: () => ({ ...counts }),
    close() {
      for (const socket of sockets) socket.destroy();
      server.close();
    },
  };
}
