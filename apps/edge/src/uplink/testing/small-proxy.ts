import { once } from "node:events";
import { createServer, type IncomingMessage } from "node:http";
import { connect, type Socket } from "node:net";

/** An HTTP proxy that speaks CONNECT and nothing else (RFC 9110, 9.3.6), and remembers what it was asked for. */
export type SmallProxy = {
  readonly port: number;
  /** The authorities it was asked to connect to, in order. */
  readonly asked: readonly string[];
  /** What passed, in the clear: it must be TLS. */
  passed(): Buffer;
  /** From now on every tunnel is refused with this status; null: granted. */
  refuse(status: number | null): void;
  close(): void;
};

export async function startSmallProxy(options: { readonly authorization?: string } = {}): Promise<SmallProxy> {
  const asked: string[] = [];
  const passed: Buffer[] = [];
  const sockets = new Set<Socket>();
  let refusal: number | null = null;
  const server = createServer((_request, response) => response.writeHead(405).end());
  server.on("connect", (request: IncomingMessage, near: Socket, head: Buffer) => {
    const { url = "", headers } = request;
    asked.push(url);
    sockets.add(near.on("error", () => {}));
    const allowed = options.authorization === undefined || headers["proxy-authorization"] === options.authorization;
    const status = allowed ? refusal : 407;
    if (status !== null) return void near.end(`HTTP/1.1 ${status} No\r\nContent-Length: 0\r\n\r\n`);
    const { hostname, port } = new URL(`http://${url}`);
    const far = connect(Number(port), hostname.replace(/^\[(.*)\]$/, "$1"));
    sockets.add(far.on("error", () => near.destroy()));
    far.once("connect", () => {
      near.write("HTTP/1.1 200 Connection established\r\nVia: 1.1 small\r\n\r\n");
      far.write(head);
      near.on("data", (data: Buffer) => passed.push(data));
      near.pipe(far);
      far.pipe(near);
    });
    near.once("close", () => far.destroy());
  });
  await once(server.listen(0, "127.0.0.1"), "listening");
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("no port");
  return {
    port: address.port,
    asked,
    passed: () => Buffer.concat(passed),
    refuse(status) {
      refusal = status;
    },
    close() {
      for (const socket of sockets) socket.destroy();
      server.close();
    },
  };
}
