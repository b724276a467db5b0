import { decodeTelemetry, TelemetryError } from "@outstation/contracts/mqtt/telemetry";
import type { RawMessage } from "@outstation/contracts/streams/raw-message";
import type { Database } from "@outstation/db/database";
import { listTenants } from "@outstation/db/directory";
import { findDeviceIds } from "@outstation/db/series/gaps-evidence";
import {
  type DueReplay,
  deleteQuarantinedBefore,
  findStoredNumbers,
  listDueReplays,
  listTwins,
  settleRefused,
  settleReplays,
  type Twin,
} from "@outstation/db/series/quarantine";
import { withWorker } from "@outstation/db/worker";

export type ReplayDesk = {
  readonly db: Database;
  /** Sends messages through the pipeline; resolves when what they are is committed. A repeat changes nothing. */
  readonly deliver: (messages: readonly (RawMessage & { readonly tenantId: string })[]) => Promise<unknown>;
  readonly now: () => number;
};

export type ReplayCounts = { readonly replayed: number; readonly refused: number };

/** At once, each with up to 256 KiB. */
const BATCH_MESSAGES_MAX = 200;

const idOf = ({ stream, partition, offset }: Twin["of"]) => `${stream}:${partition}:${offset}`;

/**
 * Does what members wish to have replayed, of one tenant, in the order the messages came. A crash between a delivery and its
 * outcome costs a second delivery, which changes nothing.
 */
export async function carryOutReplays(
  desk: ReplayDesk,
  tenant: { readonly id: string; readonly slug: string },
): Promise<ReplayCounts> {
  const counts = { replayed: 0, refused: 0 };
  for (;;) {
    const due = await asTenant(desk.db, tenant.id, (tx) => listDueReplays(tx, tenant.id, BATCH_MESSAGES_MAX));
    if (due.length === 0) return counts;
    const refused = await replay(desk, tenant, due);
    counts.replayed += due.length;
    counts.refused += refused;
  }
}

/** @returns how many the pipeline refused again. */
async function replay(
  { db, deliver, now }: ReplayDesk,
  { id: tenantId, slug }: { readonly id: string; readonly slug: string },
  due: readonly DueReplay[],
): Promise<number> {
  const before = await asTenant(db, tenantId, async (tx) => ({
    twins: await listTwins(tx, tenantId, due),
    stored: await findStoredAlready(tx, tenantId, due),
  }));
  await deliver(
    due.map(({ deviceKey, payload, receivedAt }) => ({
      ...{ tenantId, tenant: slug, device: deviceKey, channel: "telemetry" as const },
      ...{ payload, receivedAt },
    })),
  );
  return asTenant(db, tenantId, async (tx) => {
    // What the pipeline refuses it keeps once more: a copy that was not there before is the refusal.
    const known = new Set(before.twins.map(({ twin }) => idOf(twin)));
    const fresh = (await listTwins(tx, tenantId, due)).filter(({ twin }) => !known.has(idOf(twin)));
    const refused = pairUp(fresh);
    const refusedIds = new Set(refused.map(({ of }) => idOf(of)));
    await settleRefused(tx, tenantId, refused, now());
    const settled = due.filter((message) => !refusedIds.has(idOf(message)));
    const outcomes = settled.map((message) => ({
      ...message,
      outcome: before.stored.has(idOf(message)) ? ("stored_before" as const) : ("stored" as const),
    }));
    await settleReplays(tx, tenantId, outcomes, now());
    return refused.length;
  });
}

/** Each message with a copy of its own: two messages that are alike have two copies, and each of them is a copy of both. */
function pairUp(twins: readonly Twin[]): Twin[] {
  const [ofs, taken] = [new Set<string>(), new Set<string>()];
  return twins.filter(({ of, twin }) => {
    if (ofs.has(idOf(of)) || taken.has(idOf(twin))) return false;
    ofs.add(idOf(of));
    taken.add(idOf(twin));
    return true;
  });
}

type Tx = Parameters<typeof listTwins>[0];

const asTenant = <T>(db: Database, tenantId: string, work: (tx: Tx) => Promise<T>): Promise<T> =>
  withWorker(db, (tx) => tx.asTenant(tenantId, () => work(tx)));

/** Those whose number is in the store before they are delivered. */
async function findStoredAlready(tx: Tx, tenantId: string, due: readonly DueReplay[]): Promise<ReadonlySet<string>> {
  const ids = await findDeviceIds(tx, tenantId, [...new Set(due.map(({ deviceKey }) => deviceKey))]);
  const numbered = due.flatMap((message) => {
    const deviceId = ids.get(message.deviceKey);
    const sequence = sequenceOf(message.payload);
    return deviceId === undefined || sequence === null ? [] : [{ id: idOf(message), key: { deviceId, ...sequence } }];
  });
  if (numbered.length === 0) return new Set();
  const stored = await findStoredNumbers(
    tx,
    tenantId,
    numbered.map(({ key }) => key),
  );
  return new Set(numbered.filter((_, index) => stored[index]).map(({ id }) => id));
}

function sequenceOf(payload: Uint8Array) {
  try {
    return decodeTelemetry(payload).sequence;
  } catch (reason) {
    if (reason instanceof TelemetryError) return null;
    throw reason;
  }
}

/** Forgets, of every tenant, what was received before an instant. @returns how many messages went. */
export async function forgetQuarantined(db: Database, before: number): Promise<number> {
  let gone = 0;
  for (const { id } of await listTenants(db))
    gone += await asTenant(db, id, (tx) => deleteQuarantinedBefore(tx, id, before));
  return gone;
}
