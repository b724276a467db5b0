import type { IncomingMessage, ServerResponse } from "node:http";
import { createServer, type Server, type ServerOptions } from "node:https";
import type { TLSSocket } from "node:tls";
import { Fault, fault } from "@outstation/kit/fault";
import type { Logger } from "@outstation/kit/logger";
import { type DoorFile, sendFile } from "./door-file";
import type { Process } from "./process";
import type { ServerCertificate } from "./server-certificate";

const BODY_BYTES_MAX = 64 * 1024;

/** What a route answers: a status and a body, which is sent as JSON. */
export type Answer = { readonly status: number; readonly body: unknown };
/** `POST` routes by path; the body arrives parsed as JSON and otherwise as it came. */
export type Routes = Readonly<Record<string, (body: unknown, socket: TLSSocket) => Promise<Answer>>>;

export type JsonDoor = {
  readonly name: string;
  readonly host: string;
  readonly port: number;
  readonly tls: ServerOptions;
  /** Hands later certificates over, for connections from then on. */
  readonly onRenewed?: ServerCertificate["onRenewed"] | undefined;
  readonly routes: Routes;
  /** What a GET beneath `prefix` fetches, whole or in part. `open` throws a Fault where there is nothing for this peer. */
  readonly files?: {
    readonly prefix: string;
    readonly open: (name: string, socket: TLSSocket) => Promise<DoorFile>;
  };
  /** From a fault's code to HTTP; what is missing is our own failure. */
  readonly statusOf: Readonly<Record<string, number>>;
  readonly logger: Logger;
};

/** A small HTTPS server for devices: POST and JSON in, JSON out, errors as RFC 9457 problems. */
export function jsonDoor(door: JsonDoor): Process {
  let server: Server | undefined;
  return {
    name: door.name,
    start: async () => {
      const tls = { ...door.tls, minVersion: "TLSv1.2" } as const;
      server = createServer(tls, (request, response) => {
        void answer(request, response, door);
      });
      const https = server;
      door.onRenewed?.(({ certificate: cert, key }) => https.setSecureContext({ ...tls, cert, key }));
      await new Promise<void>((resolve, reject) => {
        https.once("error", reject);
        https.listen(door.port, door.host, resolve);
      });
    },
    stop: async () => {
      server?.closeAllConnections();
      await new Promise<void>((resolve) => (server ? server.close(() => resolve()) : resolve()));
    },
  };
}

const STATUS: Readonly<Record<string, number>> = {
  "route.not_found": 404,
  "request.too_large": 413,
  "request.malformed": 400,
};

async function answer(
  request: IncomingMessage,
  response: ServerResponse,
  { routes, files, statusOf, logger, name }: JsonDoor,
) {
  try {
    const { method, url = "" } = request;
    if (method === "GET" && files !== undefined && url.startsWith(files.prefix)) {
      const file = await files.open(url.slice(files.prefix.length), request.socket as TLSSocket);
      return await sendFile(request, response, file);
    }
    const route = method === "POST" ? routes[url] : undefined;
    if (route === undefined) throw fault("route.not_found", `Only ${known(routes, files)} is answered here.`);
    const { status, body } = await route(parse(await readBody(request)), request.socket as TLSSocket);
    send(response, status, "application/json", body);
  } catch (reason) {
    // A file whose head is on its way can only be broken off; whoever fetches it goes on where it stopped.
    if (response.headersSent) return void response.destroy();
    if (!(reason instanceof Fault)) logger.error({ err: reason, door: name }, "a request failed");
    const fit = reason instanceof Fault ? reason : fault("platform.failed", "The platform failed. Try again.");
    const status = STATUS[fit.code] ?? statusOf[fit.code] ?? 500;
    // RFC 9457
    send(response, status, "application/problem+json", {
      type: "about:blank",
      title: fit.publicMessage,
      status,
      code: fit.code,
    });
  }
}

const known = (routes: Routes, files: JsonDoor["files"]): string =>
  `POST to ${Object.keys(routes).join(", ")}${files ? ` and GET of ${files.prefix}…` : ""}`;

function parse(body: Buffer): unknown {
  try {
    return JSON.parse(body.toString("utf8"));
  } catch (cause) {
    throw fault("request.malformed", "The body must be JSON.", {}, cause);
  }
}

async function readBody(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    bytes += chunk.length;
    if (bytes > BODY_BYTES_MAX) throw fault("request.too_large", `The body may have at most ${BODY_BYTES_MAX} bytes.`);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

function send(response: ServerResponse, status: number, type: string, body: unknown): void {
  response.writeHead(status, { "content-type": type, "cache-control": "no-store" });
  response.end(JSON.stringify(body));
}
