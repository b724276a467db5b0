import type { Database } from "@outstation/db/database";
import { countDevices } from "@outstation/db/directory";
import { withPlatform } from "@outstation/db/tenant";

/** A tenant as an operator of the platform sees it: its size, and nothing of what is in it. */
export type TenantLine = {
  readonly id: string;
  readonly slug: string;
  readonly name: string;
  readonly kind: string;
  readonly status: "active" | "suspended";
  readonly statusReason: string | null;
  readonly createdAt: number;
  readonly members: number;
  readonly devices: number;
};

/** Every tenant by slug. */
export async function listTenantLines(platformDb: Database): Promise<TenantLine[]> {
  const [tenants, devices] = await Promise.all([
    withPlatform(platformDb, "the operator's list of tenants", ({ rows }) =>
      rows.tenant.findMany({ include: { _count: { select: { members: true } } }, orderBy: { slug: "asc" } }),
    ),
    countDevices(platformDb),
  ]);
  return tenants.map(({ id, slug, name, kind, status, statusReason, createdAt, _count }) => ({
    id,
    slug,
    name,
    kind,
    status: status === "suspended" ? "suspended" : "active",
    statusReason,
    createdAt: createdAt.getTime(),
    members: _count.members,
    devices: devices.get(id) ?? 0,
  }));
}
