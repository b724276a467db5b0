import type { PiWebApiSource } from "@outstation/contracts/edge/sources/pi-web-api";
import { type Clock, systemClock } from "@outstation/kit/clock";
import type { Driver } from "../driver";
import { createHistoryDriver, type History, StreamProblem } from "../history/driver";
import { readSecret } from "../history/secret";
import { createPiClient, type PiClient, PiRefusal } from "./client";
import { RECORDED_FIELDS, Recorded, rowOf } from "./recorded";

type Options = { readonly dataDir: string; readonly clock?: Clock };

/** Reads the recorded values of PI streams, page by page, from where it was. It only ever sends GET. */
export const createPiWebApiDriver = (source: PiWebApiSource, options: Options): Driver =>
  createHistoryDriver(openHistory(source, options), { source, ...options });

function openHistory(source: PiWebApiSource, { dataDir, clock = systemClock }: Options): History {
  const { login } = source;
  const client = createPiClient({
    baseUrl: source.baseUrl,
    ca: source.ca,
    login: async () =>
      login === undefined ? null : { user: login.user, password: await readSecret(dataDir, login.secret) },
  });
  const points = new Map(source.points.map((point) => [point.webId, point]));
  return {
    name: source.baseUrl,
    streams: [...points.keys()],
    startOf: () => source.from ?? new Date(clock.now()).toISOString(),
    async read({ stream, from, limit }) {
      const point = points.get(stream);
      const until = new Date(clock.now() - (source.settleMs ?? 0)).toISOString();
      // A range that ends before it begins would be answered backwards.
      if (point === undefined || Date.parse(until) <= Date.parse(from)) return [];
      const items = await readRecorded(client, stream, { startTime: from, endTime: until, maxCount: String(limit) });
      return items.map((item) => rowOf(point, item));
    },
    close: async () => client.close(),
  };
}

async function readRecorded(client: PiClient, webId: string, range: Readonly<Record<string, string>>) {
  try {
    const query = { ...range, boundaryType: "Inside", selectedFields: RECORDED_FIELDS };
    return Recorded.parse(await client.get(`streams/${webId}/recorded`, query)).Items;
  } catch (reason) {
    // 400, 403 and 404 are about this stream; a refused login (401) and what is wrong with the server are about all.
    if (reason instanceof PiRefusal && [400, 403, 404].includes(reason.status))
      throw new StreamProblem(`stream ${webId}: ${reason.message}`);
    throw reason;
  }
}
