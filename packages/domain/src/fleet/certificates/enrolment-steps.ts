import type {
  EnrolmentReport,
  EnrolmentReportResponse,
  EnrolmentStep,
  StopReason,
} from "@outstation/contracts/edge/enrolment";
import type { Database } from "@outstation/db/database";
import { type TenantTx, withTenant } from "@outstation/db/tenant";
import { fault } from "@outstation/kit/fault";
import type { DeviceLookup } from "../lookup";
import { hashClaimToken, tenantOfToken } from "./claim-token";

export type { EnrolmentReport };

/** A device's clock may be off by this much before TLS and signatures begin to fail for it. */
const CLOCK_OFF_MS_MAX = 5 * 60_000;

type Desk = { readonly db: Database; readonly lookup: DeviceLookup; readonly now: number };

/**
 * Takes down how far a device came with its claim. A report whose clock is off names the clock as the reason.
 * @returns our clock, for the device to measure its own against.
 * @throws Fault `claim.refused` for a token that is unknown or older than 24 hours.
 */
export async function reportEnrolmentStep(desk: Desk, report: EnrolmentReport): Promise<EnrolmentReportResponse> {
  const refused = fault("claim.refused", "This claim token is not valid. Ask for a new one.");
  const tenantId = await desk.lookup.findTenantId(tenantOfToken(report.token));
  if (tenantId === null) throw refused;
  await withTenant(desk.db, tenantId, async (tx) => {
    const claim = await tx.rows.claim.findUnique({
      where: { tokenHash: hashClaimToken(report.token) },
      select: { id: true, expiresAt: true },
    });
    if (claim === null || claim.expiresAt.getTime() <= desk.now) throw refused;
    const off = report.clock === undefined ? 0 : report.clock - desk.now;
    const clockIsOff = !report.ok && Math.abs(off) > CLOCK_OFF_MS_MAX;
    await saveStep(tx, claim.id, {
      step: report.step,
      at: new Date(desk.now),
      ok: report.ok,
      reason: clockIsOff ? "clock" : (report.reason ?? null),
      detail: clockIsOff
        ? `The device's clock is ${Math.round(Math.abs(off) / 1000)} s ${off > 0 ? "ahead of" : "behind"} ours. ${report.detail ?? ""}`.trim()
        : (report.detail ?? null),
    });
  });
  return { now: desk.now };
}

type Step = { step: EnrolmentStep; at: Date; ok: boolean; reason: StopReason | null; detail: string | null };

/** Keeps a step; one that succeeded is not undone by a repeat that fails. */
export async function saveStep(tx: TenantTx, claimId: string, step: Step): Promise<void> {
  const key = { tenantId: tx.tenantId, claimId, step: step.step };
  const known = await tx.rows.enrolmentStep.findUnique({ where: { tenantId_claimId_step: key } });
  if (known?.ok) return;
  await tx.rows.enrolmentStep.upsert({
    where: { tenantId_claimId_step: key },
    create: { ...key, ...step },
    update: step,
  });
}

/** The steps of a claim that have been reported, in the order they were reached. */
export const listEnrolmentSteps = (tx: TenantTx, claimId: string) =>
  tx.rows.enrolmentStep.findMany({ where: { tenantId: tx.tenantId, claimId }, orderBy: { at: "asc" } });
