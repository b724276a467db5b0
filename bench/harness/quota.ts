import { openDatabase } from "@outstation/db/database";
import { actOf } from "@outstation/domain/tenancy/audit";
import { NO_OVERRIDES, setTenantLimits } from "@outstation/domain/tenancy/limits";
import { ask } from "./ask";
import type { Installation } from "./installation";

/** Sets what a tenant may send a second, as an operator does. In force within 10 s; at once before ingest has started. */
export async function setQuota(
  { urls }: Installation,
  tenantId: string,
  messagesPerSecond: number,
  bytesPerSecond: number | null = null,
): Promise<void> {
  const platformDb = await openDatabase(urls.platform, 1);
  try {
    await setTenantLimits(
      platformDb,
      actOf("platform:bench", "tenant.limits_changed"),
      {
        tenantId,
        limits: { ...NO_OVERRIDES, messagesPerSecond, bytesPerSecond },
        reason: "the quota that a bench is about",
      },
      Date.now(),
    );
  } finally {
    await platformDb.close();
  }
}

export type NamedHit = {
  readonly limit: string;
  readonly device: string;
  readonly times: number;
  readonly asked: number;
};

/** What a tenant is told about the limits it met. */
export const listHits = (superuserUrl: string, tenantId: string): Promise<NamedHit[]> =>
  ask(
    superuserUrl,
    `SELECT limit_name AS limit, device_key AS device, sum(times)::float8 AS times, max(asked) AS asked
     FROM tenant_limit_hits WHERE tenant_id = $1 GROUP BY 1, 2 ORDER BY 1, 2`,
    [tenantId],
  );
