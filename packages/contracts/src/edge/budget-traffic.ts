import { encodeCompact } from "../mqtt/telemetry";
import type { EdgePackage, EdgeSource } from "./package";

/** What is expected of a point; where a platform has seen it, what it was like. */
export type PointBehaviour = {
  /** The share of samples that differ from the one before by enough to be reported. */
  readonly changeShare: number;
  /** JSON characters of a value. */
  readonly valueBytes: number;
};
export type Behaviour = (source: EdgeSource, point: Point) => PointBehaviour;

/** Numbers change with every sample, as a sensor's last digits do, unless a deadband keeps them quiet; the others seldom. */
export const CAREFUL: Behaviour = (_source, { kind, deadband, report }) => {
  if (report === "every") return { changeShare: 1, valueBytes: 8 };
  if (deadband !== undefined) return { changeShare: 0.1, valueBytes: 8 };
  switch (kind) {
    case "boolean":
      return { changeShare: 0.01, valueBytes: 5 };
    case "string":
      return { changeShare: 0.01, valueBytes: 20 };
    case "position":
      return { changeShare: 1, valueBytes: 36 };
    default:
      return { changeShare: 1, valueBytes: 8 };
  }
};

/** One batch of a gateway, on average. */
export type Batch = {
  /** The share of batches in which there is anything. */
  readonly share: number;
  /** Of those in which there is anything: messages, payload bytes of all, and readings. */
  readonly messages: number;
  readonly payload: number;
  readonly readings: number;
};

/** Of a meter's points, where its source does not say. */
const INTERVAL_MINUTES = 15;
/** Nobody's numbers are longer: boot and sequence of a gateway that runs for years. */
const BOOT = 1_800_000_000;
const SEQ = 100_000;

/**
 * What a batch of a package holds: each source is sampled at its own pace, a point is reported when it changed, and again when
 * it was silent for a heartbeat; readings of one device, priority and batch are one message.
 */
export function batchOf(
  { reporting, sources }: Pick<EdgePackage, "reporting" | "sources">,
  behaviour: Behaviour = CAREFUL,
): Batch {
  const { batchMs } = reporting;
  const groups = new Map<string, { readonly device: string; readonly loads: Load[] }>();
  for (const source of sources) {
    for (const [key, points] of groupPoints(source, reporting)) {
      const { device, priority, samplingMs } = key;
      const name = `${device}/${priority}`;
      const group = groups.get(name) ?? { device, loads: [] };
      groups.set(name, group);
      group.loads.push(loadOf({ source, points, samplingMs }, reporting, behaviour));
    }
  }
  let silent = 1;
  let messages = 0;
  let payload = 0;
  let readings = 0;
  for (const { device, loads } of groups.values()) {
    const presence = 1 - loads.reduce((none, { presence: some }) => none * (1 - some), 1);
    silent *= 1 - presence;
    messages += presence;
    payload += presence * envelopeBytes(device) + sum(loads, ({ bytes }) => bytes);
    readings += sum(loads, (load) => load.readings);
  }
  const share = 1 - silent;
  if (share === 0 || batchMs <= 0) return { share: 0, messages: 0, payload: 0, readings: 0 };
  return { share, messages: messages / share, payload: payload / share, readings: readings / share };
}

/** Of one source in one batch: the chance that it says anything, its readings, and their bytes. */
type Load = { readonly presence: number; readonly readings: number; readonly bytes: number };

type Sampled = { readonly source: EdgeSource; readonly points: readonly Point[]; readonly samplingMs: number };

function loadOf(
  { source, points, samplingMs }: Sampled,
  { batchMs, heartbeatMs }: EdgePackage["reporting"],
  behaviour: Behaviour,
): Load {
  /** Samples in a batch, and batches that hold a sample. */
  const samples = batchMs / samplingMs;
  const perBatch = Math.max(1, samples);
  const sampled = Math.min(1, samples);
  const beatMs = Math.ceil(heartbeatMs / batchMs) * batchMs;
  const offsetBytes = meanDigits(samplingMs, batchMs);
  let unchanged = 1;
  let unrepeated = 1;
  let constants = 0;
  let readings = 0;
  let bytes = 0;
  for (const point of points) {
    const { changeShare, valueBytes } = behaviour(source, point);
    const present = 1 - (1 - changeShare) ** perBatch;
    const changes = changeShare * samples;
    // Reported at the shorter of the next change and a heartbeat: a renewal process.
    const beats = batchMs / beatMs;
    const repeats = changeShare === 0 ? beats : changes / (1 - (1 - changeShare) ** (beatMs / samplingMs)) - changes;
    const repeated = Math.max(0, repeats);
    // Points that never change were first reported together, and so they are repeated; a change sets a point's own rhythm.
    if (changeShare === 0) constants = Math.min(1, repeated);
    else unrepeated *= 1 - Math.min(1, repeated);
    unchanged *= 1 - present;
    readings += changes + repeated;
    bytes += (sampled * present + repeated) * nameBytes(point.name);
    bytes += (changes + repeated) * sampleBytes(valueBytes, offsetBytes);
  }
  const presence = 1 - (1 - sampled * (1 - unchanged)) * unrepeated * (1 - constants);
  return { presence, readings, bytes };
}

type Point = EdgeSource["points"][number];
type Key = { readonly device: string; readonly priority: string; readonly samplingMs: number };

/** The points of a source by what decides with whom, and how often, they travel. */
function groupPoints(source: EdgeSource, reporting: EdgePackage["reporting"]): Map<Key, Point[]> {
  const keys = new Map<string, Key>();
  const groups = new Map<Key, Point[]>();
  for (const point of source.points) {
    const key = {
      device: source.device,
      priority: point.priority ?? "normal",
      samplingMs: samplingOf(source, point, reporting.heartbeatMs),
    };
    const name = `${key.priority}/${key.samplingMs}`;
    const known = keys.get(name) ?? key;
    keys.set(name, known);
    groups.set(known, [...(groups.get(known) ?? []), point]);
  }
  return groups;
}

/** How often a point is looked at, or a meter's interval ends; where nothing says so, it is told at its heartbeat. */
function samplingOf(source: EdgeSource, point: Point, heartbeatMs: number): number {
  const of = { ...source, ...point } as Record<string, unknown>;
  const minutes = typeof of.intervalMinutes === "number" ? of.intervalMinutes : INTERVAL_MINUTES;
  const [own = heartbeatMs] = [
    of.interval === undefined ? undefined : minutes * 60_000,
    of.samplingMs,
    of.pollMs,
  ].filter((ms) => typeof ms === "number" && ms > 0) as number[];
  return Math.max(own, point.minIntervalMs ?? 0);
}

const envelopeBytes = (child: string): number =>
  encodeCompact({ boot: BOOT, seq: SEQ, child, readings: [] }).byteLength -
  String(Number.MAX_SAFE_INTEGER).length +
  String(Date.UTC(2030, 0)).length -
  // Behind the last point stands no comma.
  1;

/** `"name":[],` less the comma that its last sample does without. */
const nameBytes = (name: string): number => new TextEncoder().encode(JSON.stringify(name)).byteLength + 3;

/** `[offset,value],` */
const sampleBytes = (valueBytes: number, offsetBytes: number): number => 4 + valueBytes + offsetBytes;

/** Mean number of digits of the offsets of samples `everyMs` apart, of a batch of `batchMs`. */
function meanDigits(everyMs: number, batchMs: number): number {
  const count = Math.min(10_000, Math.max(1, Math.floor(batchMs / everyMs)));
  let characters = 0;
  for (let index = 0; index < count; index++) characters += String(Math.floor((index * batchMs) / count)).length;
  return characters / count;
}

const sum = <Item>(items: readonly Item[], of: (item: Item) => number): number =>
  items.reduce((total, item) => total + of(item), 0);
