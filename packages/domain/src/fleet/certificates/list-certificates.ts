import { renewableFrom } from "@outstation/contracts/edge/lifetime";
import type { Database } from "@outstation/db/database";
import { withTenant } from "@outstation/db/tenant";
import { standingOf } from "./lifetime";

/** `superseded`: the device has a newer one. The others are of the one certificate a device has to live on. */
export type CertificateStanding = "valid" | "due" | "overdue" | "expired" | "superseded" | "revoked";

export type CertificateLine = {
  readonly deviceKey: string;
  readonly deviceName: string;
  readonly serial: string;
  readonly notBefore: number;
  readonly notAfter: number;
  /** When its device may renew it. */
  readonly renewableFrom: number;
  /** Whole days until it ends; negative after its end. */
  readonly daysLeft: number;
  readonly standing: CertificateStanding;
  readonly revokedAt: number | null;
  readonly revokedReason: string | null;
};

const DAY_MS = 86_400_000;
const KEPT_MS = 90 * DAY_MS;

/** The tenant's certificates, those that end first before those that end later; what ended over 90 days ago is left out. */
export async function listCertificates(db: Database, tenantId: string, now: number): Promise<CertificateLine[]> {
  const rows = await withTenant(db, tenantId, (tx) =>
    tx.rows.certificate.findMany({
      where: { tenantId, notAfter: { gt: new Date(now - KEPT_MS) } },
      omit: { pem: true },
      include: { device: { select: { key: true, name: true } } },
      orderBy: [{ notAfter: "asc" }, { id: "asc" }],
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
      renewableFrom: renewableFrom(life),
      daysLeft: Math.floor((life.notAfter - now) / DAY_MS),
      standing: row.status === "revoked" ? "revoked" : current ? standingOf(life, now) : "superseded",
      revokedAt: row.revokedAt?.getTime() ?? null,
      revokedReason: row.revokedReason,
    };
  });
}

/** How many certificates stand how. `overdue` and `expired` are what someone should be warned of. */
export async function countCertificates(
  db: Database,
  tenantId: string,
  now: number,
): Promise<Record<CertificateStanding, number>> {
  const counts = { valid: 0, due: 0, overdue: 0, expired: 0, superseded: 0, revoked: 0 };
  for (const { standing } of await listCertificates(db, tenantId, now)) counts[standing]++;
  return counts;
}
