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
/** A double that a sensor made has 15 to 17 digits; a gateway that has seen its values says how long theirs are. */
const NUMBER_BYTES = 17;
/** `{"b":1732420000,"s":123456,"t":1732420000000,"d":"","r":{}}` */
const ENVELOPE_BYTES = 59;
/** `"":[],` around a point's samples, and `[,],` around a sample. */
const POINT_BYTES = 6;
const SAMPLE_BYTES = 4;

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
  return [...groups.values()].map((group) => forecastOf(group, batchMs)).reduce(sum, NOTHING);
}

type Group = {
  readonly device: string;
  messages: number;
  readonly points: { readonly name: string; readonly perHour: number; readonly valueBytes: number }[];
};

const NOTHING: SpoolForecast = { messagesPerHour: 0, readingsPerHour: 0, payloadBytesPerHour: 0, diskBytesPerHour: 0 };

const sum = (a: SpoolForecast, b: SpoolForecast): SpoolForecast => ({
  messagesPerHour: a.messagesPerHour + b.messagesPerHour,
  readingsPerHour: a.readingsPerHour + b.readingsPerHour,
  payloadBytesPerHour: a.payloadBytesPerHour + b.payloadBytesPerHour,
  diskBytesPerHour: a.diskBytesPerHour + b.diskBytesPerHour,
});

function forecastOf({ device, messages: most, points }: Group, batchMs: number): SpoolForecast {
  const messages = Math.min(most, HOUR_MS / batchMs);
  const readings = points.reduce((total, { perHour }) => total + perHour, 0);
  const offset = String(Math.round(batchMs / 2)).length;
  const inPoints = points.reduce((total, { name, perHour, valueBytes }) => {
    const named = Math.min(messages, perHour) * (utf8Length(name) + POINT_BYTES);
    return total + named + perHour * (SAMPLE_BYTES + valueBytes + (perHour > messages ? offset : 1));
  }, 0);
  const payload = messages * (ENVELOPE_BYTES + device.length) + inPoints;
  return {
    messagesPerHour: Math.round(messages),
    readingsPerHour: Math.round(readings),
    payloadBytesPerHour: Math.round(payload),
    diskBytesPerHour: Math.round(messages * diskBytesOf(payload / messages)),
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
/** Beside the payload: record header 10, class 1, boot 4, seq 3, channel 9, time 6, checksum 4; length, row id and pointer of the cell 7. */
const ROW_BYTES = 37;
const CELL_BYTES = 7;
/** An entry of the index over class, boot and seq, in pages two thirds full. */
const INDEX_BYTES = 30;

/** Bytes of the store's file for a message of so many bytes: the b-tree of SQLite's file format (section 1.6), pages of 4,096. */
export function diskBytesOf(payload: number): number {
  const record = payload + ROW_BYTES;
  const overflows = record > PAGE - 35;
  const least = Math.floor(((PAGE - 12) * 32) / 255) - 23;
  const kept = least + ((record - least) % (PAGE - 4));
  const local = overflows ? (kept <= PAGE - 35 ? kept : least) : record;
  const pages = overflows ? Math.ceil((record - local) / (PAGE - 4)) : 0;
  const cell = local + CELL_BYTES + (overflows ? 4 : 0);
  // Cells are of different sizes: half of one finds no more room at the end of a page.
  const perPage = Math.max(1, (PAGE - 8) / cell - 0.5);
  return PAGE / perPage + pages * PAGE + INDEX_BYTES;
}
