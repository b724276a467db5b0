import { createHash } from "node:crypto";
import type { EnrolmentRequest, EnrolmentResponse } from "@outstation/contracts/edge/enrolment";
import { EdgePackage } from "@outstation/contracts/edge/package";
import type { Database } from "@outstation/db/database";
import { type TenantTx, withTenant } from "@outstation/db/tenant";
import { type Fault, fault } from "@outstation/kit/fault";
import { newId } from "@outstation/kit/ids";
import type { DocumentSigner, IssuedCertificate, Signer } from "../../ports";
import { actOf, recordAudit } from "../../tenancy/audit";
import { signLatest } from "../edge-packages";
import type { DeviceLookup } from "../lookup";
import { hashClaimToken, tenantOfToken } from "./claim-token";
import { saveStep } from "./enrolment-steps";

export type EnrolmentDesk = {
  readonly db: Database;
  readonly lookup: DeviceLookup;
  readonly signer: Signer;
  readonly documents: DocumentSigner;
  /** Where an enrolled device connects, such as `mqtts://broker.example:8883`. */
  readonly brokerUrl: string;
  /** Where its certificate is renewed, such as `https://broker.example:8444`. */
  readonly renewalUrl: string;
  readonly now: number;
};

/** One answer for a token that is unknown, of another tenant, used or too old: a guesser learns nothing. */
const refused = (): Fault =>
  fault(
    "claim.refused",
    "This claim token is not valid: it may be mistyped, used already or older than 24 hours. Ask for a new one.",
  );

/**
 * Enrols a device: spends its claim, issues its certificate and hands over what it needs to connect. All in one transaction,
 * so that a claim is never spent without a certificate to show for it. The same request again gets the same certificate.
 * @throws Fault `claim.refused`, `certificate_request.invalid`
 */
export async function enrolDevice(desk: EnrolmentDesk, request: EnrolmentRequest): Promise<EnrolmentResponse> {
  const tenant = tenantOfToken(request.token);
  const tenantId = await desk.lookup.findTenantId(tenant);
  if (tenantId === null) throw refused();
  return withTenant(desk.db, tenantId, async (tx) => {
    const claim = await findClaim(tx, request.token, desk.now);
    const identity = { tenant, device: claim.device.key };
    const certificate =
      claim.certificateId === null
        ? await spendClaim(tx, claim, { ...request, now: desk.now }, () =>
            desk.signer.issue({ ...request, identity, now: desk.now }),
          )
        : await findSpent(tx, claim, request);
    const signedPackage = await signLatest(tx, desk.documents, claim.device.id);
    return {
      ...identity,
      certificate,
      chain: [...desk.signer.chain()],
      brokerUrl: desk.brokerUrl,
      renewalUrl: desk.renewalUrl,
      attributes: claim.device.desired as Record<string, unknown>,
      now: desk.now,
      signingKeys: [...desk.documents.signingKeys()],
      ...(signedPackage ? { signedPackage, edgePackage: EdgePackage.parse(JSON.parse(signedPackage.body)) } : {}),
    };
  });
}

type ClaimRow = NonNullable<Awaited<ReturnType<typeof lockClaim>>>;

async function lockClaim(tx: TenantTx, tokenHash: string) {
  // Of two devices with the same token, the second waits here and finds the claim spent.
  await tx.rows.$executeRaw`SELECT pg_advisory_xact_lock(hashtext(${tokenHash}))`;
  return tx.rows.claim.findUnique({
    where: { tokenHash },
    select: {
      id: true,
      expiresAt: true,
      requestSha256: true,
      certificateId: true,
      device: { select: { id: true, key: true, status: true, desired: true, tenant: { select: { status: true } } } },
    },
  });
}

async function findClaim(tx: TenantTx, token: string, now: number): Promise<ClaimRow> {
  const claim = await lockClaim(tx, hashClaimToken(token));
  if (claim === null || claim.expiresAt.getTime() <= now) throw refused();
  if (claim.device.status !== "active" || claim.device.tenant.status !== "active") throw refused();
  return claim;
}

async function spendClaim(
  tx: TenantTx,
  claim: ClaimRow,
  request: EnrolmentRequest & { readonly now: number },
  issue: () => Promise<IssuedCertificate>,
): Promise<string> {
  const issued = await issue();
  const certificateId = newId();
  const { tenantId } = tx;
  await tx.rows.certificate.create({
    data: { tenantId, id: certificateId, deviceId: claim.device.id, status: "active", ...issued },
  });
  await tx.rows.claim.update({
    where: { tenantId_id: { tenantId, id: claim.id } },
    data: { usedAt: new Date(request.now), requestSha256: sha256(request.certificateRequest), certificateId },
    select: { id: true },
  });
  const at = new Date(request.now);
  for (const step of ["key", "request"] as const)
    await saveStep(tx, claim.id, { step, at, ok: true, reason: null, detail: null });
  const { key } = claim.device;
  await recordAudit(tx, actOf(`device:${key}`, "certificate.issued"), key, { after: { serial: issued.serial } });
  return issued.pem;
}

async function findSpent(tx: TenantTx, claim: ClaimRow, request: EnrolmentRequest): Promise<string> {
  if (claim.requestSha256 !== sha256(request.certificateRequest) || claim.certificateId === null) throw refused();
  const certificate = await tx.rows.certificate.findUnique({
    where: { tenantId_id: { tenantId: tx.tenantId, id: claim.certificateId }, status: "active" },
  });
  if (certificate === null) throw refused();
  return certificate.pem;
}

const sha256 = (text: string) => createHash("sha256").update(text).digest("hex");
