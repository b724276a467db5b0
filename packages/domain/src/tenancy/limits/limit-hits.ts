import type { Database } from "@outstation/db/database";
import { type TenantTx, withTenant } from "@outstation/db/tenant";
import type { LimitName } from "./limits";

/** A limit that was met. `asked` and `limit` are in the limit's own unit. */
export type LimitHit = {
  readonly tenantId: string;
  readonly limit: LimitName;
  /** Null: the tenant as a whole. */
  readonly deviceKey: string | null;
  /** Unix milliseconds, of the last of `times`. */
  readonly at: number;
  readonly firstAt?: number;
  readonly times: number;
  /** The most that was asked for. */
  readonly asked: number;
  readonly value: number;
};

const HOUR_MS = 3_600_000;
/** Hits are kept for as long as someone may ask why a month was slow. */
const KEPT_MS = 31 * 24 * HOUR_MS;

/** Adds hits to their hours, each under its tenant's policy. A tenant's hits of long ago go at the same time. */
export async function recordLimitHits(db: Database, hits: readonly LimitHit[]): Promise<void> {
  const byTenant = new Map<string, LimitHit[]>();
  for (const hit of hits) byTenant.set(hit.tenantId, [...(byTenant.get(hit.tenantId) ?? []), hit]);
  for (const [tenantId, own] of byTenant) await withTenant(db, tenantId, (tx) => saveLimitHits(tx, merge(own)));
}

/** The same in a transaction of one tenant, whose hits they are. */
export async function saveLimitHits(tx: TenantTx, hits: readonly LimitHit[]): Promise<void> {
  if (hits.length === 0) return;
  const column = <T>(pick: (hit: LimitHit) => T) => hits.map(pick);
  await tx.rows.$executeRaw`
    INSERT INTO tenant_limit_hits AS known (tenant_id, hour, limit_name, device_key, times, first_at, last_at, asked, limit_value)
    SELECT ${tx.tenantId}::uuid, * FROM unnest(
      ${column(({ at }) => hourOf(at))}::timestamptz[], ${column(({ limit }) => limit)}::text[],
      ${column(({ deviceKey }) => deviceKey ?? "")}::text[], ${column(({ times }) => times)}::bigint[],
      ${column(({ firstAt, at }) => new Date(firstAt ?? at))}::timestamptz[], ${column(({ at }) => new Date(at))}::timestamptz[],
      ${column(({ asked }) => asked)}::float8[], ${column(({ value }) => value)}::float8[])
    ON CONFLICT (tenant_id, hour, limit_name, device_key) DO UPDATE SET times = known.times + excluded.times,
      first_at = least(known.first_at, excluded.first_at), last_at = greatest(known.last_at, excluded.last_at),
      asked = greatest(known.asked, excluded.asked), limit_value = excluded.limit_value`;
  const latest = Math.max(...column(({ at }) => at));
  await tx.rows.tenantLimitHit.deleteMany({
    where: { tenantId: tx.tenantId, hour: { lt: new Date(latest - KEPT_MS) } },
  });
}

const hourOf = (at: number): Date => new Date(at - (at % HOUR_MS));
const keyOf = ({ tenantId, limit, deviceKey, at }: LimitHit) =>
  `${tenantId}/${limit}/${deviceKey ?? ""}/${hourOf(at).getTime()}`;

/** One hit for each tenant, limit, device and hour: a statement may not touch a row twice. */
export function merge(hits: readonly LimitHit[]): LimitHit[] {
  const merged = new Map<string, LimitHit>();
  for (const hit of hits) {
    const key = keyOf(hit);
    const known = merged.get(key);
    merged.set(key, known === undefined ? hit : joined(known, hit));
  }
  return [...merged.values()];
}

function joined(known: LimitHit, hit: LimitHit): LimitHit {
  const latest = hit.at >= known.at ? hit : known;
  return {
    ...latest,
    firstAt: Math.min(known.firstAt ?? known.at, hit.firstAt ?? hit.at),
    times: known.times + hit.times,
    asked: Math.max(known.asked, hit.asked),
  };
}
