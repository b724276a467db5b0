import { createServer, type Server } from "node:http";
import type { Logger } from "@outstation/kit/logger";
import type { Process } from "./process";

export type CrlDeps = {
  readonly host: string;
  readonly port: number;
  readonly current: () => Promise<{ readonly der: Uint8Array; readonly number: bigint; readonly signedAt: number }>;
  readonly logger: Logger;
};

/** Where devices' certificates say it is. */
const PATH = "/crl/issuing.crl";
/** A reader may keep the list this long; EMQX fetches it every 15 minutes anyway. */
const MAX_AGE_S = 60;

/** The list of revocations over plain HTTP: it is signed, and whoever checks a certificate needs it before they trust anyone. */
export function crl({ host, port, current, logger }: CrlDeps): Process {
  let server: Server | undefined;
  return {
    name: "crl",
    start: async () => {
      server = createServer((request, response) => {
        if ((request.method !== "GET" && request.method !== "HEAD") || request.url !== PATH) {
          response.writeHead(404).end();
          return;
        }
        current().then(
          ({ der, number, signedAt }) => {
            const etag = `"${number}"`;
            const headers = {
              "content-type": "application/pkix-crl",
              "cache-control": `max-age=${MAX_AGE_S}`,
              "last-modified": new Date(signedAt).toUTCString(),
              etag,
            };
            if (request.headers["if-none-match"] === etag) response.writeHead(304, headers).end();
            else response.writeHead(200, { ...headers, "content-length": der.length }).end(Buffer.from(der));
          },
          (reason: unknown) => {
            logger.error({ err: reason }, "the list of revocations could not be signed");
            response.writeHead(503).end();
          },
        );
      });
      const http = server;
      await new Promise<void>((resolve, reject) => {
        http.once("error", reject);
        http.listen(port, host, resolve);
      });
    },
    stop: async () => {
      server?.closeAllConnections();
      await new Promise<void>((resolve) => (server ? server.close(() => resolve()) : resolve()));
    },
  };
}
