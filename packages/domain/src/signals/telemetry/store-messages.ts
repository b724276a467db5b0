import { QUALITIES, type Reading } from "@outstation/contracts/mqtt/reading";
import type { Database } from "@outstation/db/database";
import { type DeviceLatest, type LatestValue, saveLatest } from "@outstation/db/series/latest";
import { type QuarantinedMessage, saveQuarantined } from "@outstation/db/series/quarantine";
import { type PlacedReading, toRows } from "@outstation/db/series/rows";
import type { Extra } from "@outstation/db/series/samples";
import { findStored, recordStored } from "@outstation/db/series/sequences";
import { toStored } from "@outstation/db/series/values";
import { ensureDays, writeReadings } from "@outstation/db/series/write";
import type { WorkerTx } from "@outstation/db/worker";
import type { KnownDevice, KnownPoint } from "../../fleet/lookup";

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
  readonly readings: readonly { readonly point: KnownPoint; readonly reading: Reading }[];
};

export type RefusedMessage = QuarantinedMessage & { readonly tenantId: string };

/** Makes the store's partitions for these messages. Before the transaction: a partition made inside would lock it for all. */
export const ensureStoreDays = (db: Database, messages: readonly PlacedMessage[]): Promise<void> =>
  ensureDays(
    db,
    (function* () {
      for (const { readings } of messages) for (const { reading } of readings) yield reading.measuredAt;
    })(),
  );

/**
 * Stores messages of many tenants, each under its tenant's policy, with their sequence numbers and last values.
 * A message that was stored before changes nothing.
 * @returns the messages that were new, in the order given.
 */
export async function storeMessages<M extends PlacedMessage>(tx: WorkerTx, messages: readonly M[]): Promise<M[]> {
  const byTenant = groupBy(messages, ({ tenantId }) => tenantId);
  const numbered = new Set<M>();
  for (const [tenantId, own] of byTenant)
    for (const message of await newNumbered(tx, tenantId, own)) numbered.add(message);
  const candidates = messages.filter((message) => message.boot < 0 || numbered.has(message));
  const unnumbered = await writeReadings(tx, candidates.flatMap(rowsOf));
  const inserted = new Set(unnumbered.map(({ deviceId, seq }) => `${deviceId}/${seq}`));
  const stored = firstOfEach(
    candidates.filter(({ boot, device, seq }) => boot >= 0 || inserted.has(`${device.id}/${seq}`)),
  );
  for (const [tenantId, own] of groupBy(stored, (message) => message.tenantId))
    await tx.asTenant(tenantId, () => saveLatest(tx, tenantId, latestOf(own)));
  return stored;
}

/** Keeps refused messages, each under its tenant's policy. */
export async function quarantineMessages(tx: WorkerTx, refused: readonly RefusedMessage[]): Promise<void> {
  for (const [tenantId, own] of groupBy(refused, (message) => message.tenantId))
    await tx.asTenant(tenantId, () => saveQuarantined(tx, tenantId, own));
}

/** Of a tenant's numbered messages those not stored before, once each; enters them as stored. */
async function newNumbered<M extends PlacedMessage>(tx: WorkerTx, tenantId: string, own: readonly M[]): Promise<M[]> {
  const numbered = firstOfEach(own.filter(({ boot }) => boot >= 0));
  if (numbered.length === 0) return [];
  const keys = numbered.map(({ sender, boot, seq }) => ({ deviceId: sender.id, boot, seq }));
  const receivedAt = Math.max(...numbered.map((message) => message.receivedAt));
  return tx.asTenant(tenantId, async () => {
    const known = await findStored(tx, tenantId, keys);
    await recordStored(tx, tenantId, keys, receivedAt);
    return numbered.filter((_, index) => known[index] !== true);
  });
}

function firstOfEach<M extends PlacedMessage>(messages: readonly M[]): M[] {
  const met = new Set<string>();
  return messages.filter(({ sender, device, boot, seq }) => {
    const key = `${sender.id}/${boot < 0 ? device.id : ""}/${boot}/${seq}`;
    if (met.has(key)) return false;
    met.add(key);
    return true;
  });
}

const rowsOf = (message: PlacedMessage) =>
  toRows(
    {
      tenantId: message.tenantId,
      deviceId: message.device.id,
      boot: message.boot,
      seq: message.seq,
      receivedAt: message.receivedAt,
    },
    message.readings.map(place),
  );

function place({ point, reading }: PlacedMessage["readings"][number]): PlacedReading {
  const { number, v } = toStored(point.kind, reading.value);
  const extra: Extra = {
    ...(v === undefined ? {} : { v }),
    ...(reading.status === undefined ? {} : { s: reading.status }),
    ...(reading.context === undefined ? {} : { c: reading.context }),
  };
  return {
    point: point.no,
    measuredAt: reading.measuredAt,
    number,
    quality: QUALITIES.indexOf(reading.quality),
    extra: Object.keys(extra).length > 0 ? extra : undefined,
  };
}

/** The newest value of each point, a row a device. */
function latestOf(messages: readonly PlacedMessage[]): DeviceLatest[] {
  return [...groupBy(messages, ({ device }) => device.id)].map(([deviceId, own]) => {
    const latest: Record<string, LatestValue> = {};
    for (const { readings, receivedAt } of own)
      for (const { point, reading } of readings) {
        const known = latest[point.no];
        if (known === undefined || reading.measuredAt > known[0])
          latest[point.no] = [reading.measuredAt, reading.value, QUALITIES.indexOf(reading.quality), receivedAt];
      }
    return { deviceId, receivedAt: Math.max(...own.map((message) => message.receivedAt)), latest };
  });
}

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
