import { isDeviceKey } from "./identity";
import {
  POINT_NAME_LENGTH_MAX,
  type Position,
  QUALITIES,
  type Quality,
  type Reading,
  type ReadingValue,
} from "./reading";
import { type ReadingColumns, toColumns, toReadings } from "./reading-columns";
import { scanPlain } from "./scan-plain";

export const PAYLOAD_BYTES_MAX = 256 * 1024;
export const STRING_VALUE_LENGTH_MAX = 4096;
/** Earlier than this and the sender's clock was never set. */
export const MEASURED_AT_MIN = Date.UTC(2000, 0, 1);
/** The last instant that RFC 3339 can write. */
export const MEASURED_AT_MAX = Date.UTC(10_000, 0, 1) - 1;
/** Objects within objects. Whoever stores a context walks it, with a stack that ends. */
export const CONTEXT_DEPTH_MAX = 32;

/** What a telemetry payload says, whichever of its two spellings it came in. */
export type Telemetry = {
  /** The child device named inside a gateway's message, or null for the sender itself. */
  readonly child: string | null;
  /** Boot epoch and sequence of a compact batch; null for the friendly spelling, which has neither. */
  readonly sequence: { readonly boot: number; readonly seq: number } | null;
  readonly readings: readonly Reading[];
  /** The version of its type's schema that the device says it speaks, `<major>.<minor>`; left out where it says none. */
  readonly schemaVersion?: string;
};

/** The same with its readings in columns. */
export type TelemetryColumns = Omit<Telemetry, "readings"> & { readonly columns: ReadingColumns };

/** Why a payload was refused: the field, what is wrong with it, and the limit. */
export class TelemetryError extends Error {
  constructor(
    readonly code: "payload.too_large" | "payload.not_json" | "payload.malformed",
    readonly field: string,
    message: string,
  ) {
    super(message);
  }
}

const malformed = (field: string, problem: string) =>
  new TelemetryError("payload.malformed", field, `${field} ${problem}`);

const utf8 = new TextDecoder("utf-8", { fatal: true });

/**
 * Reads a telemetry payload (`design: wire, telemetry version 1`).
 * @param payload UTF-8 JSON of at most 256 KiB: friendly `{ts, values}` or an array of those, or a compact batch `{b, s, t, d?, v?, r}`.
 * @throws TelemetryError naming the field, the problem and the limit.
 */
export function decodeTelemetry(payload: Uint8Array): Telemetry {
  if (payload.byteLength > PAYLOAD_BYTES_MAX)
    throw new TelemetryError(
      "payload.too_large",
      "payload",
      `payload is ${payload.byteLength} bytes; the limit is ${PAYLOAD_BYTES_MAX}`,
    );
  const json = parseJson(payload);
  if (Array.isArray(json)) return friendly(json);
  if (!isObject(json)) throw malformed("payload", "must be an object or an array of objects");
  return "r" in json ? compact(json) : friendly([json]);
}

/** What `decodeTelemetry` reads, in columns, and nearly always in a third of its time. @throws the same. */
export function decodeColumns(payload: Uint8Array): TelemetryColumns {
  const plain = payload.byteLength > PAYLOAD_BYTES_MAX ? null : scanPlain(payload);
  if (plain !== null && isInstant(plain.base) && (plain.child === null || isDeviceKey(plain.child))) {
    const { boot, seq, child, version, columns } = plain;
    if (columns.measuredAt.every(isInstant)) return { child, sequence: { boot, seq }, columns, ...declared(version) };
  }
  const { readings, ...telemetry } = decodeTelemetry(payload);
  return { ...telemetry, columns: toColumns(readings) };
}

/** The inverse of the columns, for who looks at single readings. */
export function inReadings({ columns, ...telemetry }: TelemetryColumns): Telemetry {
  return { ...telemetry, readings: toReadings(columns) };
}

const isInstant = (ms: number): boolean => ms >= MEASURED_AT_MIN && ms <= MEASURED_AT_MAX;

function parseJson(payload: Uint8Array): unknown {
  try {
    const text = utf8.decode(payload);
    // JSON allows these characters as escapes only.
    return text.includes("\\u") ? JSON.parse(text, refuseUnstorable) : JSON.parse(text);
  } catch (cause) {
    if (cause instanceof TelemetryError) throw cause;
    // The engine quotes the payload, whatever bytes it is made of.
    const problem = (cause as Error).message.replace(/\p{Cc}|\p{Cs}/gu, "\ufffd");
    throw new TelemetryError("payload.not_json", "payload", `payload is not UTF-8 JSON: ${problem}`);
  }
}

/** Postgres keeps neither in text or jsonb; past here, one such message would fail every batch that holds it. */
const UNSTORABLE = /\0|\p{Cs}/u;

function refuseUnstorable(key: string, value: unknown): unknown {
  if (UNSTORABLE.test(key) || (typeof value === "string" && UNSTORABLE.test(value)))
    throw malformed("payload", "contains U+0000 or half a surrogate pair");
  return value;
}

function friendly(items: readonly unknown[]): Telemetry {
  const readings: Reading[] = [];
  if (items.length === 0) throw malformed("payload", "is an empty array");
  items.forEach((item, index) => {
    const at = items.length === 1 ? "" : `[${index}].`;
    if (!isObject(item)) throw malformed(at === "" ? "payload" : `[${index}]`, "must be an object");
    if (item.device !== (items[0] as Record<string, unknown>).device)
      throw malformed(`${at}device`, "is not the first one's; a message is about one device");
    if (versionOf(item.v) !== versionOf((items[0] as Record<string, unknown>).v))
      throw malformed(`${at}v`, "is not the first one's; a message is of one schema version");
    const measuredAt = instant(item.ts, `${at}ts`);
    if (!isObject(item.values)) throw malformed(`${at}values`, "must be an object of point name to value");
    const quality = item.quality === undefined ? "good" : qualityOf(item.quality, `${at}quality`);
    for (const [point, value] of Object.entries(item.values))
      readings.push(reading(point, value, measuredAt, quality, `${at}values.${point}`, contextOf(item, at)));
  });
  if (readings.length === 0) throw malformed("values", "names no point");
  const { device, v } = items[0] as Record<string, unknown>;
  return { child: childOf(device, "device"), sequence: null, readings, ...declared(v) };
}

function compact(batch: Record<string, unknown>): Telemetry {
  const boot = counter(batch.b, "b");
  const seq = counter(batch.s, "s");
  const base = instant(batch.t, "t");
  if (!isObject(batch.r)) throw malformed("r", "must be an object of point name to readings");
  const readings: Reading[] = [];
  for (const [point, samples] of Object.entries(batch.r)) {
    if (!Array.isArray(samples)) throw malformed(`r.${point}`, "must be an array of [offsetMs, value, quality?]");
    const isNamed = point.length > 0 && point.length <= POINT_NAME_LENGTH_MAX;
    for (const [index, sample] of samples.entries()) {
      const usual = isNamed ? usualReading(point, sample, base) : null;
      if (usual !== null) {
        readings.push(usual);
        continue;
      }
      const field = `r.${point}[${index}]`;
      if (!Array.isArray(sample) || sample.length < 2) throw malformed(field, "must be [offsetMs, value, quality?]");
      const [offset, value, quality, extra] = sample;
      if (!Number.isSafeInteger(offset)) throw malformed(`${field}[0]`, "must be a whole number of milliseconds");
      readings.push(
        reading(
          point,
          value,
          instant(base + offset, `${field}[0]`),
          quality === undefined ? "good" : qualityOf(quality, `${field}[2]`),
          field,
          extra,
        ),
      );
    }
  }
  if (readings.length === 0) throw malformed("r", "names no reading");
  return { child: childOf(batch.d, "d"), sequence: { boot, seq }, readings, ...declared(batch.v) };
}

/** A number that is good and says nothing else, as nearly all are; null: to be read with care, and names for what is wrong. */
function usualReading(point: string, sample: unknown, base: number): Reading | null {
  if (!Array.isArray(sample) || sample.length !== 2) return null;
  const [offset, value] = sample;
  if (typeof value !== "number" || !Number.isFinite(value) || !Number.isSafeInteger(offset)) return null;
  const measuredAt = base + offset;
  if (measuredAt < MEASURED_AT_MIN || measuredAt > MEASURED_AT_MAX) return null;
  return { point, value, measuredAt, quality: "good" };
}

function reading(
  point: string,
  value: unknown,
  measuredAt: number,
  quality: Quality,
  field: string,
  extra: unknown,
): Reading {
  if (point.length === 0 || point.length > POINT_NAME_LENGTH_MAX)
    throw malformed(field, `has a point name of ${point.length} characters; 1 to ${POINT_NAME_LENGTH_MAX} are allowed`);
  const core = { point, value: readingValue(value, field), measuredAt, quality };
  if (!isObject(extra)) return core;
  if (isDeeperThan(extra, CONTEXT_DEPTH_MAX))
    throw malformed(field, `has a context deeper than ${CONTEXT_DEPTH_MAX} levels`);
  if (typeof extra.status !== "string") return Object.keys(extra).length > 0 ? { ...core, context: extra } : core;
  const { status, ...context } = extra;
  return { ...core, status, ...(Object.keys(context).length > 0 ? { context } : {}) };
}

const isDeeperThan = (value: unknown, levels: number): boolean =>
  typeof value === "object" &&
  value !== null &&
  (levels === 0 || Object.values(value).some((inner) => isDeeperThan(inner, levels - 1)));

function readingValue(value: unknown, field: string): ReadingValue {
  if (value === null || typeof value === "boolean") return value;
  if (typeof value === "number") {
    if (!Number.isFinite(value)) throw malformed(field, "must be a finite number");
    return value;
  }
  if (typeof value === "string") {
    if (value.length > STRING_VALUE_LENGTH_MAX)
      throw malformed(field, `is a string of ${value.length} characters; the limit is ${STRING_VALUE_LENGTH_MAX}`);
    return value;
  }
  if (isObject(value)) return positionOf(value, field);
  throw malformed(field, "must be a number, a boolean, a string, a position or null");
}

function positionOf(value: Record<string, unknown>, field: string): Position {
  const { lat, lon, alt } = value;
  if (typeof lat !== "number" || Math.abs(lat) > 90) throw malformed(`${field}.lat`, "must be a number from -90 to 90");
  if (typeof lon !== "number" || Math.abs(lon) > 180)
    throw malformed(`${field}.lon`, "must be a number from -180 to 180");
  if (alt !== undefined && typeof alt !== "number") throw malformed(`${field}.alt`, "must be a number of metres");
  return alt === undefined ? { lat, lon } : { lat, lon, alt };
}

/** RFC 3339, 5.6. `Date.parse` alone also takes dates in words, and times without a zone in the zone of this machine. */
const RFC_3339 = /^\d{4}-\d\d-\d\d[Tt ]\d\d:\d\d:\d\d(\.\d+)?([Zz]|[+-]\d\d:\d\d)$/;

function instant(value: unknown, field: string): number {
  const ms = typeof value === "string" ? (RFC_3339.test(value) ? Date.parse(value.toUpperCase()) : Number.NaN) : value;
  if (value === undefined) throw malformed(field, "is missing; a reading carries its source's own time");
  if (typeof ms !== "number" || !Number.isSafeInteger(ms))
    throw malformed(field, "must be Unix milliseconds or an RFC 3339 time");
  if (ms < MEASURED_AT_MIN) throw malformed(field, "is before the year 2000; the sender's clock was not set");
  if (ms > MEASURED_AT_MAX) throw malformed(field, "is after the year 9999");
  return ms;
}

function counter(value: unknown, field: string): number {
  if (!Number.isSafeInteger(value) || (value as number) < 0) throw malformed(field, "must be a whole number from 0");
  return value as number;
}

function qualityOf(value: unknown, field: string): Quality {
  const known = QUALITIES.find((quality) => quality === value);
  if (known === undefined) throw malformed(field, `must be one of ${QUALITIES.join(", ")}`);
  return known;
}

const SCHEMA_VERSION = /^(0|[1-9]\d{0,4})\.(0|[1-9]\d{0,4})$/;

/** A `v` of any other shape is a field that we do not know, and unknown fields are kept, not refused. */
const versionOf = (value: unknown): string | undefined =>
  typeof value === "string" && SCHEMA_VERSION.test(value) ? value : undefined;

function declared(v: unknown): { readonly schemaVersion?: string } {
  const schemaVersion = versionOf(v);
  return schemaVersion === undefined ? {} : { schemaVersion };
}

function childOf(value: unknown, field: string): string | null {
  if (value === undefined) return null;
  if (typeof value !== "string" || !isDeviceKey(value)) throw malformed(field, "is not a device key");
  return value;
}

const contextOf = (item: Record<string, unknown>, at: string): unknown => {
  if (item.context === undefined) return undefined;
  if (!isObject(item.context)) throw malformed(`${at}context`, "must be an object");
  return item.context;
};

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === "object" && value !== null && !Array.isArray(value);

/** Spells a compact batch; the inverse of `decodeTelemetry` for one. */
export function encodeCompact(batch: {
  readonly boot: number;
  readonly seq: number;
  readonly child: string | null;
  readonly readings: readonly Reading[];
  readonly schemaVersion?: string;
}): Uint8Array {
  const base = batch.readings.reduce((least, { measuredAt }) => Math.min(least, measuredAt), Number.MAX_SAFE_INTEGER);
  // A map, because a point may be called `constructor`.
  const points = new Map<string, unknown[]>();
  for (const { point, value, measuredAt, quality, status, context } of batch.readings) {
    const extra =
      status === undefined && context === undefined
        ? undefined
        : { ...context, ...(status === undefined ? {} : { status }) };
    const sample: unknown[] = [measuredAt - base, value];
    if (quality !== "good" || extra !== undefined) sample.push(quality);
    if (extra !== undefined) sample.push(extra);
    const samples = points.get(point);
    if (samples) samples.push(sample);
    else points.set(point, [sample]);
  }
  const r = Object.fromEntries(points);
  const { boot: b, seq: s, child, schemaVersion: v } = batch;
  const named = { ...(child === null ? {} : { d: child }), ...(v === undefined ? {} : { v }) };
  return new TextEncoder().encode(JSON.stringify({ b, s, t: base, ...named, r }));
}
