import type { IncomingMessage, ServerResponse } from "node:http";
import { createServer, type Server } from "node:https";
import { EnrolmentRequest, type EnrolmentResponse } from "@outstation/contracts/edge/enrolment";
import { Fault, fault } from "@outstation/kit/fault";
import type { Logger } from "@outstation/kit/logger";
import type { Process } from "./process";

const BODY_BYTES_MAX = 64 * 1024;

export type EnrolmentDeps = {
  readonly host: string;
  readonly port: number;
  /** PEM; the chain this server sends, and its key. */
  readonly tls: { readonly certificate: string; readonly key: string };
  readonly enrol: (request: EnrolmentRequest) => Promise<EnrolmentResponse>;
  readonly logger: Logger;
};

/** `POST /v1/enrol`: the one door that opens without a certificate, to who has a claim token. */
export function enrolment(deps: EnrolmentDeps): Process {
  let server: Server | undefined;
  return {
    name: "enrolment",
    start: async () => {
      const { certificate: cert, key } = deps.tls;
      server = createServer({ cert, key, minVersion: "TLSv1.2" }, (request, response) => {
        void answer(request, response, deps);
      });
      const https = server;
      await new Promise<void>((resolve, reject) => {
        https.once("error", reject);
        https.listen(deps.port, deps.host, resolve);
      });
    },
    stop: async () => {
      server?.closeAllConnections();
      await new Promise<void>((resolve) => (server ? server.close(() => resolve()) : resolve()));
    },
  };
}

async function answer(request: IncomingMessage, response: ServerResponse, { enrol, logger }: EnrolmentDeps) {
  try {
    if (request.method !== "POST" || request.url !== "/v1/enrol")
      throw fault("route.not_found", "Only POST /v1/enrol is answered here.");
    const enrolled = await enrol(parse(await readBody(request)));
    logger.info({ tenant: enrolled.tenant, device: enrolled.device }, "device enrolled");
    send(response, 201, "application/json", enrolled);
  } catch (reason) {
    if (!(reason instanceof Fault)) logger.error({ err: reason }, "enrolment failed");
    const known = reason instanceof Fault ? reason : fault("platform.failed", "The platform failed. Try again.");
    const status = STATUS[known.code] ?? 500;
    // RFC 9457
    send(response, status, "application/problem+json", {
      type: "about:blank",
      title: known.publicMessage,
      status,
      code: known.code,
    });
  }
}

const STATUS: Readonly<Record<string, number>> = {
  "route.not_found": 404,
  "request.too_large": 413,
  "request.malformed": 400,
  "certificate_request.invalid": 422,
  "claim.refused": 403,
};

function parse(body: Buffer): EnrolmentRequest {
  try {
    return EnrolmentRequest.parse(JSON.parse(body.toString("utf8")));
  } catch (cause) {
    throw fault("request.malformed", "The body must be JSON with `token` and `certificateRequest` (PEM).", {}, cause);
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
