import type { Quality, Reading, ReadingValue } from "@outstation/contracts/mqtt/reading";
import { upTopic } from "@outstation/contracts/mqtt/topics";
import { encodeRefused, type RefusedMessage as Refused } from "@outstation/contracts/streams/refused-message";
import { deviceKeyOf, STREAMS } from "@outstation/contracts/streams/streams";
import type { Database } from "@outstation/db/database";
import type { DeviceLatest, LatestValue } from "@outstation/db/series/latest";
import { saveQuarantined } from "@outstation/db/series/quarantine";
import { type PlacedReading, toRows } from "@outstation/db/series/rows";
import type { Extra } from "@outstation/db/series/samples";
import { type ArrivedSequence, recordStored } from "@outstation/db/series/sequences";
import { toStored } from "@outstation/db/series/values";
import { ensureDays, writeReadings } from "@outstation/db/series/write";
import type { WorkerTx } from "@outstation/db/worker";
import type { KnownDevice, KnownPoint } from "../../fleet/lookup";
import type { EventLog, LatestValues } from "../../ports";

/** A reading ready for its row, and as it was sent. */
export type Placed = PlacedReading & { readonly value: ReadingValue };

/** A decoded message whose sender, device and points are known: everything the store needs. */
export type PlacedMessage = {
  readonly tenantId: string;
  /** Whose certificate brought it, and whose counters `boot` and `seq` are. */
  readonly sender: KnownDevice;
  /** Whose readings they are: the sender, or a device attached to it. */
  readonly device: KnownDevice;
  /** Boot -1 and a hash of the payload where the sender numbers nothing. */
  readonly boot: number;
  readonly seq: number;
  readonly receivedAt: number;
  readonly readings: readonly Placed[];
};

export type RefusedMessage = Refused & { readonly tenantId: string };

/** Makes the store's partitions for these messages. Before the transaction: a partition made inside would lock it for all. */
export const ensureStoreDays = (db: Database, messages: readonly PlacedMessage[]): Promise<void> =>
  ensureDays(
    db,
    (function* () {
      for (const { readings } of messages) for (const { measuredAt } of readings) yield measuredAt;
    })(),
  );

/**
 * Stores messages of many tenants, each under its tenant's policy, with their sequence numbers and last values.
 * A message that was stored before changes nothing.
 * @returns the messages that were new, in the order given.
 */
export async function storeMessages<M extends PlacedMessage>(
  tx: WorkerTx,
  latest: LatestValues,
  messages: readonly M[],
): Promise<M[]> {
  const numbered = new Set(await newNumbered(tx, messages));
  const candidates = messages.filter((message) => message.boot < 0 || numbered.has(message));
  const unnumbered = await writeReadings(tx, candidates.flatMap(rowsOf));
  const inserted = new Set(unnumbered.map(({ deviceId, seq }) => `${deviceId}/${seq}`));
  const stored = firstOfEach(
    candidates.filter(({ boot, device, seq }) => boot >= 0 || inserted.has(`${device.id}/${seq}`)),
  );
  for (const [tenantId, own] of groupByTenant(stored))
    await tx.asTenant(tenantId, () => latest.save(tx, tenantId, latestOf(own)));
  return stored;
}

/** Keeps refused messages, each under its tenant's policy, and announces them; a row is known by its place in the stream. */
export async function quarantineMessages(
  tx: WorkerTx,
  log: EventLog,
  refused: readonly RefusedMessage[],
): Promise<void> {
  if (refused.length === 0) return;
  const stream = STREAMS.telemetryQuarantine;
  const places = await log.append(
    stream,
    refused.map((message) => ({
      key: deviceKeyOf(message.tenant, message.device),
      tenantId: message.tenantId,
      value: encodeRefused(message),
    })),
    tx,
  );
  const rows = refused.map(({ device, tenant, channel, ...message }, index) => ({
    ...message,
    ...(places[index] as (typeof places)[number]),
    stream,
    deviceKey: device,
    topic: upTopic({ tenant, device }, channel),
  }));
  for (const [tenantId, own] of groupByTenant(rows))
    await tx.asTenant(tenantId, () => saveQuarantined(tx, tenantId, own));
}

/** Of the numbered messages those not stored before, once each; enters them as stored. */
async function newNumbered<M extends PlacedMessage>(tx: WorkerTx, messages: readonly M[]): Promise<M[]> {
  const numbered = firstOfEach(messages.filter(({ boot }) => boot >= 0));
  const isRepeat = await recordStored(tx, sequencesOf(numbered), newestReceipt(numbered));
  return numbered.filter(({ sender, boot, seq }) => !isRepeat({ deviceId: sender.id, boot, seq }));
}

function sequencesOf(numbered: readonly PlacedMessage[]): ArrivedSequence[] {
  const boots = groupBy(numbered, ({ sender, boot }) => `${sender.id}/${boot}`);
  return Array.from(boots.values(), (own) => {
    const [{ tenantId, sender, boot }] = own as [PlacedMessage];
    return { tenantId, deviceId: sender.id, boot, seqs: own.map(({ seq }) => seq) };
  });
}

const newestReceipt = (messages: readonly PlacedMessage[]): number =>
  messages.reduce((newest, { receivedAt }) => Math.max(newest, receivedAt), 0);

function firstOfEach<M extends PlacedMessage>(messages: readonly M[]): M[] {
  const met = new Set<string>();
  return messages.filter(({ sender, device, boot, seq }) => {
    const key = `${sender.id}/${boot < 0 ? device.id : ""}/${boot}/${seq}`;
    if (met.has(key)) return false;
    met.add(key);
    return true;
  });
}

const rowsOf = ({ tenantId, device, boot, seq, receivedAt, readings }: PlacedMessage) =>
  toRows({ tenantId, deviceId: device.id, boot, seq, receivedAt }, readings);

/** A reading as the store holds it, under its point's number. */
export function place(point: KnownPoint, { value, measuredAt, quality, status, context }: Reading): Placed {
  // Nearly every reading: a number that is good and says nothing else.
  if (typeof value === "number" && point.kind === "number" && status === undefined && context === undefined)
    return { point: point.no, measuredAt, number: value, quality: QUALITY_NUMBERS[quality], extra: undefined, value };
  const { number, v } = toStored(point.kind, value);
  const extra: Extra = {
    ...(v === undefined ? {} : { v }),
    ...(status === undefined ? {} : { s: status }),
    ...(context === undefined ? {} : { c: context }),
  };
  return {
    point: point.no,
    measuredAt,
    number,
    quality: QUALITY_NUMBERS[quality],
    extra: Object.keys(extra).length > 0 ? extra : undefined,
    value,
  };
}

const QUALITY_NUMBERS: Readonly<Record<Quality, number>> = { good: 0, uncertain: 1, bad: 2 };

/** The newest value of each point, a row a device. */
function latestOf(messages: readonly PlacedMessage[]): DeviceLatest[] {
  return [...groupBy(messages, ({ device }) => device.id)].map(([deviceId, own]) => {
    const latest: Record<string, LatestValue> = {};
    for (const { readings, receivedAt } of own)
      for (const { point, measuredAt, value, quality } of readings) {
        const known = latest[point];
        if (known === undefined || measuredAt > known[0]) latest[point] = [measuredAt, value, quality, receivedAt];
      }
    return { deviceId, receivedAt: newestReceipt(own), latest };
  });
}

/** In one order everywhere: two transactions at once then meet each other's rows in the same order, and never in a circle. */
const groupByTenant = <M extends { readonly tenantId: string }>(messages: readonly M[]): [string, M[]][] =>
  [...groupBy(messages, ({ tenantId }) => tenantId)].sort(([a], [b]) => (a < b ? -1 : 1));

function groupBy<K, V>(values: readonly V[], keyOf: (value: V) => K): Map<K, V[]> {
  const groups = new Map<K, V[]>();
  for (const value of values) {
    const key = keyOf(value);
    const group = groups.get(key);
    if (group) group.push(value);
    else groups.set(key, [value]);
  }
  return groups;
}
