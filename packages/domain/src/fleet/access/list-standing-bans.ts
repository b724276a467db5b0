import { commonNameOf } from "@outstation/contracts/mqtt/identity";
import type { Database } from "@outstation/db/database";
import { listTenants } from "@outstation/db/directory";
import { type TenantTx, withTenant } from "@outstation/db/tenant";
import type { Ban } from "../../ports";
import { BAN_MARGIN_MS, certificateBan, deviceBan, tenantBan } from "./bans";

/**
 * Everybody a broker must keep out as the register has it now: what the outbox told it entry by entry, told whole. What has
 * run out by itself is left out. One tenant at a time; for the ingest role.
 */
export async function listStandingBans(db: Database, now: number): Promise<Ban[]> {
  const bans: Ban[] = [];
  for (const { id, slug } of await listTenants(db)) {
    const theirs = await withTenant(db, id, (tx) => bansOf(tx, slug, new Date(now - BAN_MARGIN_MS)));
    bans.push(...theirs);
  }
  return bans;
}

async function bansOf({ tenantId, rows }: TenantTx, slug: string, endsAfter: Date): Promise<Ban[]> {
  const tenant = await rows.tenant.findUnique({ where: { id: tenantId }, select: { status: true } });
  const revoked = await rows.certificate.findMany({
    where: { tenantId, status: "revoked", notAfter: { gt: endsAfter } },
    select: { fingerprintMd5: true, notAfter: true },
    orderBy: { id: "asc" },
  });
  const retired = await rows.device.findMany({
    where: { tenantId, status: "retired", certificates: { some: { notAfter: { gt: endsAfter } } } },
    select: { key: true, certificates: { select: { notAfter: true } } },
    orderBy: { id: "asc" },
  });
  return [
    ...(tenant?.status === "suspended" ? [tenantBan(slug)] : []),
    ...revoked.map(({ fingerprintMd5, notAfter }) => certificateBan({ fingerprintMd5, notAfter: notAfter.getTime() })),
    ...retired.map(({ key, certificates }) =>
      deviceBan({
        clientId: commonNameOf({ tenant: slug, device: key }),
        notAfter: Math.max(...certificates.map(({ notAfter }) => notAfter.getTime())),
      }),
    ),
  ];
}
