import { createServer, type Server } from "node:https";
import type { AddressInfo } from "node:net";
import type { TLSSocket } from "node:tls";

/** A door for devices as the platform has one, over mutual TLS, that can break off in the middle of a file. */
export type FirmwareDoor = {
  readonly url: string;
  /** What was asked for: the path, the range, and whose certificate asked. */
  readonly asked: { readonly path: string; readonly range: string | undefined; readonly peer: string }[];
  /** From now on an answer ends after so many bytes, and the connection with it; null: not any more. */
  breakAfter(bytes: number | null): void;
  close(): Promise<void>;
};

export async function openFirmwareDoor(options: {
  readonly tls: { readonly certificate: string; readonly key: string; readonly trusted: readonly string[] };
  readonly file: Buffer;
  readonly tag: string;
}): Promise<FirmwareDoor> {
  const { tls, file, tag } = options;
  const asked: FirmwareDoor["asked"] = [];
  let breakAfter: number | null = null;
  const server: Server = createServer(
    { cert: tls.certificate, key: tls.key, ca: [...tls.trusted], requestCert: true, rejectUnauthorized: true },
    (request, response) => {
      const { range, "if-range": only } = request.headers;
      const peer = String((request.socket as TLSSocket).getPeerCertificate().subject.CN);
      asked.push({ path: request.url ?? "", range, peer });
      const from = range !== undefined && only === tag ? Number(/^bytes=(\d+)-$/.exec(range)?.[1]) : 0;
      const body = file.subarray(from);
      response.writeHead(from === 0 ? 200 : 206, { "content-length": body.length, etag: tag });
      if (breakAfter === null) return void response.end(body);
      const part = body.subarray(0, breakAfter);
      response.write(part, () => request.socket.destroySoon());
    },
  );
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    url: `https://127.0.0.1:${(server.address() as AddressInfo).port}`,
    asked,
    breakAfter: (bytes) => {
      breakAfter = bytes;
    },
    async close() {
      server.closeAllConnections();
      await new Promise<void>((resolve) => server.close(() => resolve()));
    },
  };
}
