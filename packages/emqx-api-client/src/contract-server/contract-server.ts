import { once } from "node:events";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { type Answer, badRequest } from "./answer";
import { newBroker } from "./broker";
import { loadDocument } from "./document";
import { type Arrival, openFrontDoor } from "./front-door";
import { connectClient } from "./sessions";
import type { ContractServer, ContractServerOptions, RecordedCall, Trouble } from "./stand-in";

export type { Broker, Ending } from "./broker";
export { installedAcl } from "./broker";
export type * from "./stand-in";

const root = "/api/v5";
const bodyBytesMax = 16 * 1_048_576;

async function bodyOf(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    bytes += chunk.length;
    if (bytes > bodyBytesMax) throw new Error("the body is too long");
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString("utf8");
}

/** @throws SyntaxError for a body that is not the JSON it says it is. */
const parsed = (text: string, type: string | undefined): unknown =>
  text === "" ? undefined : type?.includes("json") ? JSON.parse(text) : text;

function write(response: ServerResponse, { status, body, contentType }: Answer, headers: Trouble & object): void {
  const text = body === undefined ? "" : typeof body === "string" ? body : JSON.stringify(body);
  const type = text === "" ? {} : { "content-type": contentType ?? "application/json" };
  response.writeHead(status, { ...type, ...headers.headers }).end(text);
}

/**
 * A stand-in for EMQX 5.8's REST API on 127.0.0.1: a real HTTP server that remembers what it is told, answers as the broker's own source
 * does, traps included, and holds every request and every reply against EMQX's OpenAPI document. It speaks no MQTT: `connect` stands for it.
 */
export async function startContractServer(options: ContractServerOptions = {}): Promise<ContractServer> {
  const { apiKey = "contract-key", apiSecret = "contract-secret", port = 0, version, edition } = options;
  const contract = loadDocument();
  const broker = newBroker(contract.document, { ...(version && { version }), ...(edition && { edition }) });
  const expected = `Basic ${Buffer.from(`${apiKey}:${apiSecret}`).toString("base64")}`;
  const enter = openFrontDoor(broker, expected, contract);
  const calls: RecordedCall[] = [];
  const breaches: string[] = [];
  const troubles: Trouble[] = [];

  async function handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { pathname, searchParams, search } = new URL(request.url ?? "/", "http://broker");
    const path = pathname.startsWith(`${root}/`) ? pathname.slice(root.length) : pathname;
    const method = request.method ?? "GET";
    const text = await bodyOf(request);
    const trouble = troubles.shift();
    let body: unknown;
    try {
      body = parsed(text, request.headers["content-type"]);
    } catch {
      return write(response, badRequest("Invalid json message received"), { status: 400 });
    }
    calls.push({ method, path: `${path}${search}`, body });
    if (trouble === "silence") return;
    if (trouble === "hang-up") return void request.socket.destroy();
    if (typeof trouble === "object") return write(response, trouble, trouble);
    const { authorization, accept = "*/*" } = request.headers;
    const arrival: Arrival = { method, path, query: searchParams, authorization, accept, body };
    const { answer, breach } = enter(arrival);
    if (breach !== undefined) breaches.push(breach);
    if (trouble === "lose-reply") return void request.socket.destroy();
    write(response, answer, { status: answer.status });
  }

  const server = createServer((request, response) => {
    handle(request, response).catch((error: unknown) => {
      breaches.push(`${request.method} ${request.url}: ${String(error)}`);
      request.socket.destroy();
    });
  });
  server.listen(port, "127.0.0.1");
  await once(server, "listening");

  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    apiKey,
    apiSecret,
    broker,
    calls,
    callLines: () => calls.map(({ method, path }) => `${method} ${path}`),
    forgetCalls: () => void calls.splice(0),
    breaches,
    connect: (client) => connectClient(broker, client),
    trouble: (...more) => void troubles.push(...more),
    async stop() {
      server.closeAllConnections();
      server.close();
      await once(server, "close");
      if (breaches.length > 0) throw new Error(`against EMQX's document:\n${breaches.join("\n")}`);
    },
  };
}
