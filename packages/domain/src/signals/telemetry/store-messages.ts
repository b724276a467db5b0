import { upTopic } from "@outstation/contracts/mqtt/topics";
import { encodeRefused, type RefusedMessage as Refused } from "@outstation/contracts/streams/refused-message";
import { deviceKeyOf, STREAMS } from "@outstation/contracts/streams/streams";
import type { Database } from "@outstation/db/database";
import { saveQuarantined } from "@outstation/db/series/quarantine";
import { layRows } from "@outstation/db/series/rows";
import { type ArrivedSequence, recordStored } from "@outstation/db/series/sequences";
import { ensureDays, stageReadings, takeStaged, type UnnumberedMessage } from "@outstation/db/series/write";
import type { WorkerTx } from "@outstation/db/worker";
import type { EventLog, LatestValues } from "../../ports";
import { newestValues } from "./newest-values";
import type { PlacedMessage } from "./placed-message";

const MS_PER_DAY = 86_400_000;

export type RefusedMessage = Refused & { readonly tenantId: string };

/** Makes the store's partitions for these messages. Before the transaction: a partition made inside would lock it for all. */
export function ensureStoreDays(db: Database, messages: readonly PlacedMessage[]): Promise<void> {
  const days = new Set<number>();
  let day = Number.NaN;
  for (const { columns } of messages)
    for (let i = 0; i < columns.measuredAt.length; i++) {
      const own = Math.floor((columns.measuredAt[i] as number) / MS_PER_DAY);
      if (own !== day) days.add(own);
      day = own;
    }
  return ensureDays(
    db,
    Array.from(days, (each) => each * MS_PER_DAY),
  );
}

/**
 * Stores messages of many tenants, each under its tenant's policy, with their sequence numbers and last values.
 * A message that was stored before changes nothing.
 * @param inTurn asked for the work that takes the first locks: from there on, batches follow each other.
 * @returns the messages that were new, in the order given.
 */
export async function storeMessages<M extends PlacedMessage>(
  tx: WorkerTx,
  latest: LatestValues,
  messages: readonly M[],
  inTurn: <T>(work: () => Promise<T>) => Promise<T>,
): Promise<M[]> {
  if (messages.length === 0) return [];
  // Before the first lock, as if all were new, as nearly always: what locks a device's numbers is what other workers wait for.
  await stageReadings(tx, layRows(messages));
  const isNew = await inTurn(() => newNumbered(tx, messages));
  const candidates = messages.filter((message) => message.boot < 0 || isNew(message));
  if (candidates.length < messages.length) await stageReadings(tx, layRows(candidates));
  const unnumbered = await takeStaged(tx);
  const stored =
    unnumbered.length === 0 ? candidates.filter(({ boot }) => boot >= 0) : firstOfEach(candidates, unnumbered);
  await latest.save(
    tx,
    groupByTenant(stored).map(([tenantId, own]) => ({ tenantId, updates: newestValues(own) })),
  );
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

/** Enters numbered messages as stored. @returns whether a message is the first with its number, here and ever. */
async function newNumbered<M extends PlacedMessage>(
  tx: WorkerTx,
  messages: readonly M[],
): Promise<(message: M) => boolean> {
  const boots = new Map<string, Map<number, Boot<M>>>();
  let newest = 0;
  for (const message of messages) {
    const { tenantId, sender, boot, seq, receivedAt } = message;
    if (boot < 0) continue;
    const own = boots.get(sender.id) ?? new Map<number, Boot<M>>();
    if (own.size === 0) boots.set(sender.id, own);
    const { firsts } = own.get(boot) ?? { firsts: new Map<number, M>() };
    if (firsts.size === 0) own.set(boot, { tenantId, deviceId: sender.id, boot, firsts });
    if (!firsts.has(seq)) firsts.set(seq, message);
    newest = Math.max(newest, receivedAt);
  }
  const arrived = [...boots.values()].flatMap((own) => [...own.values()]);
  const isRepeat = await recordStored(
    tx,
    arrived.map(({ firsts, ...boot }): ArrivedSequence => ({ ...boot, seqs: [...firsts.keys()] })),
    newest,
  );
  return (message) => {
    const { sender, boot, seq } = message;
    return (
      boots.get(sender.id)?.get(boot)?.firsts.get(seq) === message && !isRepeat({ deviceId: sender.id, boot, seq })
    );
  };
}

type Boot<M> = Omit<ArrivedSequence, "seqs"> & { readonly firsts: Map<number, M> };

/** The numbered messages, and of the others those whose rows were new, once each. */
function firstOfEach<M extends PlacedMessage>(messages: readonly M[], inserted: readonly UnnumberedMessage[]): M[] {
  const rest = new Set(inserted.map(({ deviceId, seq }) => `${deviceId}/${seq}`));
  return messages.filter(({ boot, device, seq }) => boot >= 0 || rest.delete(`${device.id}/${seq}`));
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
