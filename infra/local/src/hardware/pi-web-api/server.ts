import { once } from "node:events";
import { createServer } from "node:https";
import type { AddressInfo } from "node:net";

/** One recorded value, as a PI Data Archive keeps it. */
export type RecordedItem = {
  readonly Timestamp: string;
  readonly Value: unknown;
  readonly Good?: boolean;
  readonly Questionable?: boolean;
  readonly Substituted?: boolean;
};

export type PiWebApi = {
  readonly port: number;
  /** Adds recorded values to a stream, which it makes where there is none. */
  add(webId: string, ...items: readonly RecordedItem[]): void;
  /** Requests that were no GET: PI Web API writes with POST, PUT, PATCH and DELETE. */
  writes(): number;
  /** Pages of recorded values that were asked for. */
  reads(): number;
  links(): number;
  stop(): Promise<void>;
};

type Options = {
  readonly tls: { readonly key: string; readonly certificate: string };
  readonly port?: number;
  readonly login?: { readonly user: string; readonly password: string };
  /** Kept over a restart. */
  readonly streams?: Map<string, RecordedItem[]>;
};

/** A small PI Web API over HTTPS on loopback: `streams/{webId}/recorded` with times, `maxCount` and `boundaryType=Inside`. */
export async function startPiWebApi({ tls, port = 0, login, streams = new Map() }: Options): Promise<PiWebApi> {
  let writes = 0;
  let reads = 0;
  let links = 0;
  const expected = login && `Basic ${Buffer.from(`${login.user}:${login.password}`).toString("base64")}`;
  const server = createServer({ key: tls.key, cert: tls.certificate }, (request, response) => {
    const answer = (status: number, body: unknown) =>
      response.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify(body));
    if (request.method !== "GET") {
      writes += 1;
      return answer(405, { Message: "read only" });
    }
    if (expected !== undefined && request.headers.authorization !== expected) return answer(401, {});
    const url = new URL(request.url ?? "/", "https://localhost");
    const webId = /^\/piwebapi\/streams\/([^/]+)\/recorded$/.exec(url.pathname)?.[1];
    const items = webId === undefined ? undefined : streams.get(webId);
    if (items === undefined) return answer(404, { Errors: ["The specified stream was not found."] });
    reads += 1;
    return answer(200, { Items: recorded(items, url.searchParams), UnitsAbbreviation: "" });
  });
  server.on("secureConnection", (socket) => {
    links += 1;
    socket.once("close", () => {
      links -= 1;
    });
  });
  server.listen(port, "127.0.0.1");
  await once(server, "listening");
  return {
    port: (server.address() as AddressInfo).port,
    add(webId, ...items) {
      const all = [...(streams.get(webId) ?? []), ...items];
      streams.set(
        webId,
        all.toSorted((a, b) => Date.parse(a.Timestamp) - Date.parse(b.Timestamp)),
      );
    },
    writes: () => writes,
    reads: () => reads,
    links: () => links,
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

/** PI answers backwards where the range ends before it begins. */
function recorded(items: readonly RecordedItem[], query: URLSearchParams): readonly RecordedItem[] {
  const [start, end] = ["startTime", "endTime"].map((name) => Date.parse(query.get(name) ?? ""));
  if (start === undefined || end === undefined) return [];
  const inside = items.filter(({ Timestamp }) => {
    const time = Date.parse(Timestamp);
    return time >= Math.min(start, end) && time <= Math.max(start, end);
  });
  const ordered = start <= end ? inside : inside.toReversed();
  return ordered.slice(0, Number(query.get("maxCount") ?? 1000));
}
