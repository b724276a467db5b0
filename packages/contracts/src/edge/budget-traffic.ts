import { encodeCompact } from "../mqtt/telemetry";
import type { EdgePackage, EdgeSource } from "./package";

/** What is expected of a point; where a platform has seen it, what it was like. */
export type PointBehaviour = {
  /** The share of samples that differ from the one before by enough to be reported. */
  readonly changeShare: number;
  /** JSON characters of a value. */
  readonly valueBytes: number;
};
export type Behaviour = (source: EdgeSource, point: EdgeSource["points"][number]) => PointBehaviour;

/** Numbers change with every sample, as a sensor's last digits do; the others seldom. A device without a deadband is like this. */
export const CAREFUL: Behaviour = (_source, { kind }) => {
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

const UNKNOWN_SAMPLING_MS = 60_000;
/** Nobody's numbers are longer: boot and sequence of a gateway that runs for years. */
const BOOT = 1_800_000_000;
const SEQ = 100_000;

/**
 * What a batch of a package holds: each source is sampled at its own pace, a point is reported when it changed, and again when
 * it was silent for a heartbeat; readings of one device and batch are one message.
 */
export function batchOf(
  { reporting, sources }: Pick<EdgePackage, "reporting" | "sources">,
  behaviour: Behaviour = CAREFUL,
): Batch {
  const { batchMs } = reporting;
  const byDevice = new Map<string, Load[]>();
  for (const source of sources) {
    const loads = byDevice.get(source.device) ?? [];
    byDevice.set(source.device, [...loads, loadOf(source, reporting, behaviour)]);
  }
  let silent = 1;
  let messages = 0;
  let payload = 0;
  let readings = 0;
  for (const [device, loads] of byDevice) {
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

function loadOf(source: EdgeSource, { batchMs, heartbeatMs }: EdgePackage["reporting"], behaviour: Behaviour): Load {
  const samplingMs = samplingOf(source);
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
  for (const point of source.points) {
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

function samplingOf(source: EdgeSource): number {
  const { samplingMs, pollMs } = source as { samplingMs?: unknown; pollMs?: unknown };
  for (const ms of [samplingMs, pollMs]) if (typeof ms === "number" && ms > 0) return ms;
  return UNKNOWN_SAMPLING_MS;
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
