import type { Database } from "@outstation/db/database";
import { withTenant } from "@outstation/db/tenant";
import { standingOf } from "./lifetime";

export type CertificateLine = {
  readonly deviceKey: string;
  readonly deviceName: string;
  readonly serial: string;
  readonly notBefore: number;
  readonly notAfter: number;
  /** `superseded` while an older one of the same device is still valid beside its renewal. */
  readonly standing: "valid" | "due" | "overdue" | "expired" | "superseded" | "revoked";
  readonly revokedAt: number | null;
  readonly revokedReason: string | null;
};

/** The tenant's certificates, those that end first before those that end later; what ended over 90 days ago is left out. */
export async function listCertificates(db: Database, tenantId: string, now: number): Promise<CertificateLine[]> {
  const rows = await withTenant(db, tenantId, (tx) =>
    tx.rows.certificate.findMany({
      where: { tenantId, notAfter: { gt: new Date(now - KEPT_MS) } },
      include: { device: { select: { key: true, name: true } } },
      orderBy: { notAfter: "asc" },
    }),
  );
  const newestOf = new Map(rows.filter(({ status }) => status === "active").map(({ deviceId, id }) => [deviceId, id]));
  return rows.map((row) => {
    const life = { notBefore: row.notBefore.getTime(), notAfter: row.notAfter.getTime() };
    const current = newestOf.get(row.deviceId) === row.id;
    return {
      deviceKey: row.device.key,
      deviceName: row.device.name,
      serial: row.serial,
      ...life,
      standing: row.status === "revoked" ? "revoked" : current ? standingOf(life, now) : "superseded",
      revokedAt: row.revokedAt?.getTime() ?? null,
      revokedReason: row.revokedReason,
    };
  });
}

const KEPT_MS = 90 * 86_400_000;
