import type { EdgePackage } from "./package";

export type SpoolForecast = {
  readonly messagesPerHour: number;
  readonly readingsPerHour: number;
  /** Of the messages as they are sent. */
  readonly payloadBytesPerHour: number;
  /** Of the store's file. */
  readonly diskBytesPerHour: number;
};

const HOUR_MS = 3_600_000;
/** A measured double with all its digits, mean of 100,000 between 20 and 26; whoever has seen the values may say better. */
const NUMBER_BYTES = 17.6;
/** `{"b":1732420000,"s":123456,"t":1732420000000,"d":"","r":{}}` */
const ENVELOPE_BYTES = 59;
/** `"":[],` around a point's samples, `[,]` around a sample, and a comma between two of one point. */
const POINT_BYTES = 6;
const SAMPLE_BYTES = 3;
/** How far a number's digits are from their average. */
const NUMBER_SPREAD_BYTES = 1;

/**
 * What a package's point list makes at most: every sample of every point told, at the rate at which it is looked at.
 *
 * For each device and class of points: a point makes one reading per interval (`samplingMs` or `pollMs` of its source, at
 * least `minIntervalMs`; the heartbeat where neither is known); a message goes at each batch that has a reading, so one per
 * `max(batchMs, shortest interval)` of each source; its bytes are the envelope, `"point":[…],` for each point in it and
 * `[offset,value],` for each reading.
 * @param options.numberBytes how long a number is on average as JSON, where that was measured.
 */
export function spoolForecast(
  edgePackage: EdgePackage,
  options: { readonly numberBytes?: number } = {},
): SpoolForecast {
  const { numberBytes = NUMBER_BYTES } = options;
  const { batchMs } = edgePackage.reporting;
  const groups = new Map<string, Group>();
  for (const source of edgePackage.sources) {
    const shortest = new Map<string, number>();
    for (const point of source.points) {
      const key = `${source.device}/${point.priority ?? "normal"}`;
      const interval = intervalMs(source, point, edgePackage.reporting.heartbeatMs);
      shortest.set(key, Math.min(shortest.get(key) ?? Number.POSITIVE_INFINITY, interval));
      const group = groups.get(key) ?? { device: source.device, messages: 0, points: [] };
      groups.set(key, group);
      group.points.push({
        name: point.name,
        perHour: HOUR_MS / interval,
        valueBytes: widthOf(point.kind, numberBytes),
      });
    }
    for (const [key, interval] of shortest) {
      const group = groups.get(key);
      if (group !== undefined) group.messages += HOUR_MS / Math.max(batchMs, interval);
    }
  }
  const flows = [...groups.values()].map((group) => flowOf(group, batchMs));
  const total = (of: (flow: Flow) => number) => Math.round(flows.reduce((sum, flow) => sum + of(flow), 0));
  return {
    messagesPerHour: total(({ perHour }) => perHour),
    readingsPerHour: total(({ readingsPerHour }) => readingsPerHour),
    payloadBytesPerHour: total(({ perHour, payload }) => perHour * payload),
    diskBytesPerHour: Math.round(storedBytesPerHour(flows)),
  };
}

type Group = {
  readonly device: string;
  messages: number;
  readonly points: { readonly name: string; readonly perHour: number; readonly valueBytes: number }[];
};

/** Messages of one device and class: how many an hour, and the bytes of one, which differ by their spread. */
type Flow = {
  readonly perHour: number;
  readonly payload: number;
  readonly spread: number;
  readonly readingsPerHour: number;
};

function flowOf({ device, messages: most, points }: Group, batchMs: number): Flow {
  const messages = Math.min(most, HOUR_MS / batchMs);
  const offset = String(Math.round(batchMs / 2)).length;
  const inPoints = points.reduce((total, { name, perHour, valueBytes }) => {
    const times = Math.min(messages, perHour);
    const samples = perHour * (SAMPLE_BYTES + valueBytes + (perHour > messages ? offset : 1));
    return total + times * (utf8Length(name) + POINT_BYTES) + samples + (perHour - times);
  }, 0);
  return {
    perHour: messages,
    spread: Math.sqrt(points.length) * NUMBER_SPREAD_BYTES,
    payload: ENVELOPE_BYTES + device.length + inPoints / messages,
    readingsPerHour: points.reduce((total, { perHour }) => total + perHour, 0),
  };
}

const utf8Length = (text: string): number => new TextEncoder().encode(JSON.stringify(text)).length - 2;

const widthOf = (kind: string, numberBytes: number): number =>
  kind === "number" ? numberBytes : kind === "boolean" ? 4.5 : kind === "string" ? 20 : 40;

function intervalMs(
  source: object,
  point: { readonly minIntervalMs?: number | undefined },
  heartbeatMs: number,
): number {
  const own = firstNumber(point, "samplingMs") ?? firstNumber(source, "samplingMs") ?? firstNumber(source, "pollMs");
  return Math.max(own ?? heartbeatMs, point.minIntervalMs ?? 0);
}

const firstNumber = (of: object, name: string): number | undefined => {
  const value: unknown = Reflect.get(of, name);
  return typeof value === "number" ? value : undefined;
};

const PAGE = 4096;
const PAGE_HEADER_BYTES = 8;
/** The width of an even distribution by its standard deviation. */
const SQRT_12 = Math.sqrt(12);
/** Beside the payload: record header 10, class 1, boot 4, seq 3, channel 9, time 6, checksum 4; length, row id and pointer of the cell 7. */
const ROW_BYTES = 37;
const CELL_BYTES = 7;
/** An entry of the index over class, boot and seq, in pages two thirds full. */
const INDEX_BYTES = 30;

/** Enough for the pattern of a few hundred devices to repeat. */
const PACKED_MESSAGES = 2000;

/**
 * Fills pages as SQLite does (file format, 1.6: b-tree pages of 4,096 bytes, a row that does not fit goes to the next) with
 * the messages of the flows in the order in which they come.
 */
function storedBytesPerHour(flows: readonly Flow[]): number {
  const perHour = flows.reduce((sum, flow) => sum + flow.perHour, 0);
  if (perHour === 0) return 0;
  const due = flows.map(({ perHour: rate }) => 1 / rate);
  let [pages, room] = [0, 0];
  for (let message = 0; message < PACKED_MESSAGES; message++) {
    const index = due.indexOf(Math.min(...due));
    const flow = flows[index];
    if (flow === undefined) break;
    due[index] = (due[index] ?? 0) + 1 / flow.perHour;
    // An even spread of the same sizes each time (the golden ratio's multiples), so that a forecast repeats itself.
    const { cell, overflowPages } = rowOf(flow.payload + flow.spread * SQRT_12 * (((message * 0.618034) % 1) - 0.5));
    if (cell > room) [pages, room] = [pages + 1, PAGE - PAGE_HEADER_BYTES];
    room -= cell;
    pages += overflowPages;
  }
  return (pages * PAGE * perHour) / PACKED_MESSAGES + INDEX_BYTES * perHour;
}

/** What of a row lies in its page, and in pages of its own. */
function rowOf(payload: number): { cell: number; overflowPages: number } {
  const record = Math.round(payload) + ROW_BYTES;
  const most = PAGE - 35;
  if (record <= most) return { cell: record + CELL_BYTES, overflowPages: 0 };
  const least = Math.floor(((PAGE - 12) * 32) / 255) - 23;
  const kept = least + ((record - least) % (PAGE - 4));
  const local = kept <= most ? kept : least;
  return { cell: local + CELL_BYTES + 4, overflowPages: Math.ceil((record - local) / (PAGE - 4)) };
}
