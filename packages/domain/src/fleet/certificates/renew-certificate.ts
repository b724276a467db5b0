import { createHash, verify, X509Certificate } from "node:crypto";
import { type LateRenewalRequest, lateRenewalProof } from "@outstation/contracts/edge/enrolment";
import { RENEWAL_GRACE_MS, renewableFrom } from "@outstation/contracts/edge/lifetime";
import { type DeviceIdentity, parseCommonName } from "@outstation/contracts/mqtt/identity";
import type { Database } from "@outstation/db/database";
import { type TenantTx, withTenant } from "@outstation/db/tenant";
import { type Fault, fault } from "@outstation/kit/fault";
import { newId } from "@outstation/kit/ids";
import type { Signer } from "../../ports";
import { actOf, recordAudit } from "../../tenancy/audit";
import type { DeviceLookup } from "../lookup";
import { lockRenewals } from "./lock-renewals";

export type RenewalDesk = {
  readonly db: Database;
  readonly lookup: DeviceLookup;
  readonly signer: Signer;
  readonly now: number;
};

export type Renewed = { readonly certificate: string; readonly chain: string[] };

/** One answer for a certificate that is unknown, revoked, of a retired device or a suspended tenant, or out of its grace. */
const refused = (): Fault =>
  fault(
    "renewal.refused",
    "This certificate cannot be renewed: it is not on the register, was revoked, or ended more than 30 days ago. Enrol the device with a new claim.",
  );

/**
 * Renews a device's certificate, for whoever connected with it over mutual TLS: same name, new key. The old one stays valid
 * until it ends. The same request again gets the same certificate.
 * @throws Fault `renewal.refused`, `renewal.too_early`, `certificate_request.invalid`
 */
export const renewCertificate = (
  desk: RenewalDesk,
  peer: { readonly identity: DeviceIdentity; readonly fingerprintSha256: string },
  certificateRequest: string,
): Promise<Renewed> => renew(desk, peer, certificateRequest, (life, now) => now < life.notAfter);

/**
 * Renews a certificate that ended while its device was away. TLS accepts no such certificate, so the device proves itself
 * with a signature of the old key over the new request instead.
 * @throws Fault `renewal.refused`, `certificate_request.invalid`
 */
export async function renewLate(desk: RenewalDesk, request: LateRenewalRequest): Promise<Renewed> {
  const old = parseCertificate(request.certificate);
  const identity = old && identityOf(old);
  if (old === null || identity === null) throw refused();
  const proof = Buffer.from(request.proof, "base64");
  if (!verify("sha256", lateRenewalProof(request.certificateRequest), old.publicKey, proof)) throw refused();
  const fingerprintSha256 = createHash("sha256").update(old.raw).digest("hex");
  return renew(
    desk,
    { identity, fingerprintSha256 },
    request.certificateRequest,
    (life, now) => now < life.notAfter + RENEWAL_GRACE_MS,
  );
}

type Life = { readonly notBefore: number; readonly notAfter: number };

async function renew(
  { db, lookup, signer, now }: RenewalDesk,
  { identity, fingerprintSha256 }: { readonly identity: DeviceIdentity; readonly fingerprintSha256: string },
  certificateRequest: string,
  isInTime: (life: Life, now: number) => boolean,
): Promise<Renewed> {
  const tenantId = await lookup.findTenantId(identity.tenant);
  if (tenantId === null) throw refused();
  return withTenant(db, tenantId, async (tx) => {
    const old = await lockCertificate(tx, identity, fingerprintSha256);
    if (old === null) throw refused();
    const life = { notBefore: old.notBefore.getTime(), notAfter: old.notAfter.getTime() };
    if (!isInTime(life, now)) throw refused();
    if (now < renewableFrom(life))
      throw fault(
        "renewal.too_early",
        `This certificate may be renewed from ${new Date(renewableFrom(life)).toISOString()} on, at two thirds of its life.`,
      );
    const requestSha256 = createHash("sha256").update(certificateRequest).digest("hex");
    const before = await tx.rows.certificate.findFirst({ where: { tenantId, renewsId: old.id, requestSha256 } });
    if (before !== null && before.status !== "active") throw refused();
    if (before !== null) return { certificate: before.pem, chain: [...signer.chain()] };
    const issued = await signer.issue({ certificateRequest, identity, now });
    await tx.rows.certificate.createMany({
      data: [
        { tenantId, id: newId(), deviceId: old.deviceId, status: "active", renewsId: old.id, requestSha256, ...issued },
      ],
    });
    await recordAudit(tx, actOf(`device:${identity.device}`, "certificate.renewed"), identity.device, {
      before: { serial: old.serial },
      after: { serial: issued.serial },
    });
    return { certificate: issued.pem, chain: [...signer.chain()] };
  });
}

async function lockCertificate(tx: TenantTx, { device }: DeviceIdentity, fingerprintSha256: string) {
  const where = {
    tenantId: tx.tenantId,
    fingerprintSha256,
    status: "active",
    device: { key: device, status: "active", tenant: { status: "active" } },
  } as const;
  const found = await tx.rows.certificate.findFirst({ where, select: { id: true } });
  if (found === null) return null;
  await lockRenewals(tx, found.id);
  return tx.rows.certificate.findFirst({ where });
}

function parseCertificate(pem: string): X509Certificate | null {
  try {
    return new X509Certificate(pem);
  } catch {
    return null;
  }
}

function identityOf(certificate: X509Certificate): DeviceIdentity | null {
  const names = certificate.subject.split("\n").filter((line) => line.startsWith("CN="));
  return names.length === 1 ? parseCommonName((names[0] as string).slice("CN=".length)) : null;
}
