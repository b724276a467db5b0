import type { Database } from "@outstation/db/database";
import { type TenantTx, withTenant } from "@outstation/db/tenant";
import { fault } from "@outstation/kit/fault";

export type RolloutLine = {
  readonly id: string;
  readonly name: string;
  readonly product: string;
  readonly version: string;
  readonly state: string;
  readonly wave: number;
  readonly waves: number;
  readonly successPercent: number;
  readonly abortPercent: number;
  readonly createdBy: string;
  readonly createdAt: number;
  readonly endedAt: number | null;
  readonly endedBecause: string | null;
  /** How many devices' updates are in which state. */
  readonly counts: Readonly<Record<string, number>>;
};
export type UpdateLine = {
  readonly id: string;
  readonly deviceKey: string;
  readonly wave: number;
  readonly state: string;
  readonly running: string | null;
  readonly percent: number | null;
  readonly opensAt: number | null;
  readonly reason: { readonly code: string; readonly message: string } | null;
  /** What the device signed when it refused, verified when it came. */
  readonly refusal: { readonly body: string; readonly signature: string } | null;
  readonly changedAt: number;
};

/** The tenant's rollouts, newest first. */
export const listRollouts = (db: Database, tenantId: string): Promise<RolloutLine[]> =>
  withTenant(db, tenantId, (tx) => readRollouts(tx));

/** One rollout with every device of it, by wave and key. @throws Fault `rollout.not_found` */
export const getRollout = (
  db: Database,
  tenantId: string,
  id: string,
): Promise<RolloutLine & { readonly updates: readonly UpdateLine[] }> =>
  withTenant(db, tenantId, async (tx) => {
    const [rollout] = await readRollouts(tx, id);
    if (rollout === undefined) throw fault("rollout.not_found", "There is no such rollout.");
    const updates = await tx.rows.firmwareUpdate.findMany({
      where: { tenantId, rolloutId: id },
      include: { device: { select: { key: true } } },
      orderBy: [{ wave: "asc" }, { device: { key: "asc" } }],
    });
    return {
      ...rollout,
      updates: updates.map(
        ({ id: updateId, device, wave, state, running, percent, opensAt, reason, refusal, changedAt }) => ({
          ...{ id: updateId, deviceKey: device.key, wave, state, running, percent },
          opensAt: opensAt?.getTime() ?? null,
          reason: reason as UpdateLine["reason"],
          refusal: refusal as UpdateLine["refusal"],
          changedAt: changedAt.getTime(),
        }),
      ),
    };
  });

async function readRollouts(tx: TenantTx, id?: string): Promise<RolloutLine[]> {
  const { tenantId } = tx;
  const rows = await tx.rows.firmwareRollout.findMany({
    where: { tenantId, ...(id === undefined ? {} : { id }) },
    include: { release: { select: { product: true, version: true } } },
    orderBy: [{ createdAt: "desc" }, { id: "desc" }],
    take: 100,
  });
  const groups = await tx.rows.firmwareUpdate.groupBy({
    by: ["rolloutId", "state"],
    where: { tenantId, rolloutId: { in: rows.map((row) => row.id) } },
    _count: true,
  });
  return rows.map(({ tenantId: _tenant, releaseId: _release, release, createdAt, endedAt, ...row }) => ({
    ...row,
    ...release,
    createdAt: createdAt.getTime(),
    endedAt: endedAt?.getTime() ?? null,
    counts: Object.fromEntries(
      groups.filter(({ rolloutId }) => rolloutId === row.id).map(({ state, _count }) => [state, _count]),
    ),
  }));
}
