import type { Database } from "@outstation/db/database";
import { measureRegister } from "@outstation/db/directory";
import { type TenantTx, withPlatform, withTenant } from "@outstation/db/tenant";
import { fault } from "@outstation/kit/fault";
import { DEFAULT_PLAN, isLimitName, LIMIT_NAMES, LIMITS, type LimitName, limitsOf, NO_OVERRIDES } from "./limits";

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
/** The screens name the worst, and say how many there are. */
const HITS_SHOWN_MAX = 50;

/** A limit that was met within a time, by one device or (null) by the tenant as a whole. Times are Unix milliseconds. */
export type HitView = {
  readonly limit: LimitName;
  readonly deviceKey: string | null;
  readonly times: number;
  readonly firstAt: number;
  readonly lastAt: number;
  readonly asked: number;
  readonly value: number;
};

export type LimitView = {
  readonly name: LimitName;
  readonly title: string;
  readonly unit: string;
  /** What happens to what goes beyond it. */
  readonly met: string;
  readonly value: number;
  readonly planValue: number;
  /** How much of it is in use; null where it is a rate, which the hits tell of. */
  readonly use: number | null;
};

export type LimitsView = {
  readonly plan: string;
  readonly limits: readonly LimitView[];
  /** Of the last 24 h, the latest first. */
  readonly hits: readonly HitView[];
  readonly hitsInAll: number;
  /** Who set other limits than the plan's, and why; null: nobody did. */
  readonly set: { readonly by: string; readonly at: number; readonly reason: string } | null;
};

type Use = { readonly devices: number; readonly points: number; readonly pointsOfLargest: number };

/** A tenant's limits, how much of them is in use, and which were met in the last 24 h. */
export const viewLimits = (db: Database, tenantId: string, now: number): Promise<LimitsView> =>
  withTenant(db, tenantId, async (tx) => viewOf(tx, await useOf(tx), await listHits(tx, now - DAY_MS)));

/**
 * The same for an operator, who sees numbers of the register and of the hits, and nothing of whose they are.
 * @throws Fault `tenant.not_found`
 */
export async function viewTenantLimits(platformDb: Database, tenantId: string, now: number): Promise<LimitsView> {
  const use = await measureRegister(platformDb, tenantId);
  return withPlatform(platformDb, "an operator looks at a tenant's limits", async (tx) => {
    if ((await tx.rows.tenant.findUnique({ where: { id: tenantId } })) === null)
      throw fault("tenant.not_found", "There is no such tenant.");
    return tx.asTenant(tenantId, async (held) => viewOf(held, use, await countHits(held, now - DAY_MS)));
  });
}

/**
 * Which limits this device, or its tenant as a whole, met within the last hour.
 * @throws Fault `device.not_found`
 */
export const viewDeviceHits = (db: Database, tenantId: string, key: string, now: number): Promise<HitView[]> =>
  withTenant(db, tenantId, async (tx) => {
    if ((await tx.rows.device.count({ where: { tenantId, key } })) === 0)
      throw fault("device.not_found", `There is no device "${key}".`);
    return listHits(tx, now - HOUR_MS, { deviceKey: { in: [key, ""] } });
  });

async function useOf(tx: TenantTx): Promise<Use> {
  const { tenantId } = tx;
  const devices = await tx.rows.device.count({ where: { tenantId, status: "active" } });
  const points = await tx.rows.point.groupBy({ by: ["deviceId"], where: { tenantId }, _count: true });
  const counts = points.map(({ _count }) => _count);
  return { devices, points: counts.reduce((sum, one) => sum + one, 0), pointsOfLargest: Math.max(0, ...counts) };
}

async function viewOf(tx: TenantTx, use: Use, hits: readonly HitView[]): Promise<LimitsView> {
  const row = await tx.rows.tenantLimits.findUnique({ where: { tenantId: tx.tenantId } });
  const [limits, planned] = [limitsOf(row), limitsOf({ ...NO_OVERRIDES, plan: row?.plan ?? DEFAULT_PLAN })];
  const used: Partial<Record<LimitName, number>> = {
    devices: use.devices,
    pointsPerDevice: use.pointsOfLargest,
    pointsPerTenant: use.points,
  };
  return {
    plan: row?.plan ?? DEFAULT_PLAN,
    limits: LIMIT_NAMES.map((name) => ({
      name,
      ...LIMITS[name],
      value: limits[name],
      planValue: planned[name],
      use: used[name] ?? null,
    })),
    hits: hits.slice(0, HITS_SHOWN_MAX),
    hitsInAll: hits.length,
    set: row === null ? null : { by: row.changedBy, at: row.changedAt.getTime(), reason: row.reason },
  };
}

/** Hits without the devices, which the platform's role may not read. */
async function countHits(tx: TenantTx, since: number): Promise<HitView[]> {
  const rows = await tx.rows.tenantLimitHit.groupBy({
    by: ["limitName"],
    where: { tenantId: tx.tenantId, hour: { gte: new Date(since - HOUR_MS) }, lastAt: { gte: new Date(since) } },
    _sum: { times: true },
    _min: { firstAt: true },
    _max: { lastAt: true, asked: true, limitValue: true },
    orderBy: { _max: { lastAt: "desc" } },
  });
  return rows.flatMap(({ limitName: limit, _sum, _min, _max }) =>
    isLimitName(limit)
      ? [
          {
            limit,
            deviceKey: null,
            times: Number(_sum.times ?? 0),
            firstAt: _min.firstAt?.getTime() ?? 0,
            lastAt: _max.lastAt?.getTime() ?? 0,
            asked: _max.asked ?? 0,
            value: _max.limitValue ?? 0,
          },
        ]
      : [],
  );
}

async function listHits(tx: TenantTx, since: number, where: object = {}): Promise<HitView[]> {
  const rows = await tx.rows.tenantLimitHit.findMany({
    where: {
      tenantId: tx.tenantId,
      hour: { gte: new Date(since - HOUR_MS) },
      lastAt: { gte: new Date(since) },
      ...where,
    },
    orderBy: { lastAt: "desc" },
  });
  const views = new Map<string, HitView>();
  for (const row of rows) {
    if (!isLimitName(row.limitName)) continue;
    const key = `${row.limitName}/${row.deviceKey}`;
    const later = views.get(key);
    views.set(key, {
      limit: row.limitName,
      deviceKey: row.deviceKey || null,
      times: Number(row.times) + (later?.times ?? 0),
      firstAt: row.firstAt.getTime(),
      lastAt: later?.lastAt ?? row.lastAt.getTime(),
      asked: Math.max(row.asked, later?.asked ?? 0),
      value: later?.value ?? row.limitValue,
    });
  }
  return [...views.values()];
}
