import type { Database } from "@outstation/db/database";
import { withTenant } from "@outstation/db/tenant";
import { fault } from "@outstation/kit/fault";
import { type Act, recordAudit } from "../../tenancy/audit";
import { offerPending, withdrawOpen } from "./rollout.store";

export const ROLLOUT_CHANGES = ["pause", "resume", "cancel"] as const;
export type RolloutChange = (typeof ROLLOUT_CHANGES)[number];
type State = "running" | "paused" | "completed" | "aborted" | "cancelled";

/** What a member can do with a rollout; null: not in this state. */
const CHANGES: Readonly<Record<State, Readonly<Record<RolloutChange, State | null>>>> = {
  running: { pause: "paused", resume: null, cancel: "cancelled" },
  paused: { pause: null, resume: "running", cancel: "cancelled" },
  completed: { pause: null, resume: null, cancel: null },
  aborted: { pause: null, resume: null, cancel: null },
  cancelled: { pause: null, resume: null, cancel: null },
};

/**
 * Pauses a rollout (nobody more is offered it), resumes it, or cancels it (what is not being applied is taken back).
 * @throws Fault `rollout.not_found`, `rollout.over`
 */
export const changeRollout = (
  db: Database,
  tenantId: string,
  act: Act,
  { id, change, now }: { readonly id: string; readonly change: RolloutChange; readonly now: number },
): Promise<void> =>
  withTenant(db, tenantId, async (tx) => {
    const [rollout] = await tx.rows.$queryRaw<{ state: State; wave: number; name: string }[]>`
      SELECT state, wave, name FROM firmware_rollouts WHERE tenant_id = ${tenantId}::uuid AND id = ${id}::uuid FOR UPDATE`;
    if (rollout === undefined) throw fault("rollout.not_found", "There is no such rollout.");
    const next = CHANGES[rollout.state][change];
    if (next === null) throw fault("rollout.over", `It is ${rollout.state}: it cannot ${change} now.`);
    const at = new Date(now);
    const isOver = next === "cancelled";
    await tx.rows.firmwareRollout.updateMany({
      where: { tenantId, id },
      data: { state: next, ...(isOver ? { endedAt: at, endedBecause: `cancelled by ${act.actorName}` } : {}) },
    });
    if (isOver) await withdrawOpen(tx, id, at);
    if (next === "running") await offerPending(tx, id, rollout.wave);
    await recordAudit(tx, act, rollout.name, { before: { state: rollout.state }, after: { state: next } });
  });
