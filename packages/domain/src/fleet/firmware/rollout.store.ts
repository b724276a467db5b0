import { appendOutbox } from "@outstation/db/outbox";
import type { TenantTx } from "@outstation/db/tenant";
import { isUpdateState, nextUpdateState, type UpdateState } from "./lifecycle";
import type { WaveCounts } from "./waves";

/** Something is still expected of these. */
export const OPEN_STATES = [
  "pending",
  "offered",
  "downloading",
  "verified",
  "waiting",
  "applying",
] as const satisfies readonly UpdateState[];

/** How one wave of a rollout stands. */
export async function countWave(tx: TenantTx, rolloutId: string, wave: number): Promise<WaveCounts> {
  const groups = await tx.rows.firmwareUpdate.groupBy({
    by: ["state"],
    where: { tenantId: tx.tenantId, rolloutId, wave },
    _count: true,
  });
  const count = (states: readonly string[]) =>
    groups.filter(({ state }) => states.includes(state)).reduce((sum, { _count }) => sum + _count, 0);
  return {
    succeeded: count(["succeeded"]),
    failed: count(["failed", "rejected", "rolled_back"]),
    open: count(OPEN_STATES),
  };
}

/** Takes back everything of a rollout that can be: what was offered is said to the device too. */
export async function withdrawOpen(tx: TenantTx, rolloutId: string, at: Date): Promise<number> {
  const { tenantId } = tx;
  const open = await tx.rows.firmwareUpdate.findMany({
    where: { tenantId, rolloutId, state: { in: [...OPEN_STATES] } },
    select: { id: true, state: true },
  });
  const taken = open.filter(({ state }) => isUpdateState(state) && nextUpdateState(state, "take_back") !== null);
  await tx.rows.firmwareUpdate.updateMany({
    where: { tenantId, id: { in: taken.map(({ id }) => id) } },
    data: { state: "withdrawn", changedAt: at },
  });
  for (const { id, state } of taken)
    if (state !== "pending") await appendOutbox(tx, "firmware.withdrawn", { update: id });
  return taken.length;
}

/** Offers the release to everybody of the waves up to this one who has not been offered it. */
export async function offerPending(tx: TenantTx, rolloutId: string, wave: number): Promise<void> {
  const pending = await tx.rows.firmwareUpdate.findMany({
    where: { tenantId: tx.tenantId, rolloutId, wave: { lte: wave }, state: "pending" },
    select: { id: true },
  });
  for (const { id } of pending) await appendOutbox(tx, "firmware.offered", { update: id });
}
