import type { AuditEventName } from "@outstation/contracts/access/audit-events";
import { readTenantUsage } from "@outstation/domain/revenue/metering";
import { ACT_AS_MS_MAX, endOwnActAs, startActAs } from "@outstation/domain/tenancy/act-as";
import type { Act } from "@outstation/domain/tenancy/audit";
import { LIMIT_MAX, setTenantLimits, viewTenantLimits } from "@outstation/domain/tenancy/limits";
import type { PersonView } from "@outstation/domain/tenancy/members";
import { listTenantLines, resumeTenant, suspendTenant } from "@outstation/domain/tenancy/tenants";
import { fault } from "@outstation/kit/fault";
import { z } from "zod";
import type { Desk } from "../context";
import { LesserRole } from "../inputs";
import type { IsolationProof } from "../isolation-proof";
import { audited, noAudit, operatorMutation, operatorQuery, router } from "../procedures";

const Id = z.uuid();
const Limit = z.number().int().min(1).max(LIMIT_MAX).nullable();
const Limits = z.object({
  messagesPerSecond: Limit,
  bytesPerSecond: Limit,
  devices: Limit,
  pointsPerDevice: Limit,
  pointsPerTenant: Limit,
});
const Reason = z.string().min(10).max(500);

const actOf = ({ account }: PersonView, event: AuditEventName): Act => ({
  actor: `account:${account.id}`,
  actorName: account.email,
  onBehalfOf: null,
  event,
});

/** The platform's own people. Nobody else learns that these procedures are there. */
export const operatorRouter = router({
  me: operatorQuery.query(({ ctx }) => ctx.operator),

  tenants: operatorQuery.query(({ ctx: { platformDb } }) => listTenantLines(platformDb)),

  suspend: operatorMutation(audited("tenant.suspended"))
    .input(z.object({ tenantId: Id, reason: Reason }))
    .mutation(({ ctx: { platformDb, operator }, input }) =>
      suspendTenant(platformDb, actOf(operator, "tenant.suspended"), input.tenantId, input.reason),
    ),

  resume: operatorMutation(audited("tenant.resumed"))
    .input(z.object({ tenantId: Id }))
    .mutation(({ ctx: { platformDb, operator }, input }) =>
      resumeTenant(platformDb, actOf(operator, "tenant.resumed"), input.tenantId),
    ),

  /** A tenant's limits, how much of them is in use and which were met. */
  limits: operatorQuery
    .input(z.object({ tenantId: Id }))
    .query(({ ctx: { desk, platformDb }, input }) => viewTenantLimits(platformDb, input.tenantId, desk.clock.now())),

  setTenantLimits: operatorMutation(audited("tenant.limits_changed"))
    .input(z.object({ tenantId: Id, limits: Limits, reason: Reason }))
    .mutation(({ ctx: { desk, platformDb, operator }, input }) =>
      setTenantLimits(platformDb, actOf(operator, "tenant.limits_changed"), input, desk.clock.now()),
    ),

  startActAs: operatorMutation(audited("act_as.started"))
    .input(
      z.object({
        tenantId: Id,
        role: LesserRole,
        reason: Reason,
        minutes: z
          .number()
          .int()
          .min(1)
          .max(ACT_AS_MS_MAX / 60_000),
      }),
    )
    .mutation(({ ctx: { desk, platformDb, operator }, input: { minutes, ...request } }) =>
      startActAs(
        platformDb,
        actOf(operator, "act_as.started"),
        { accountId: operator.account.id, email: operator.account.email, name: operator.account.name },
        { ...request, durationMs: minutes * 60_000 },
        desk.clock.now(),
      ),
    ),

  endActAs: operatorMutation(audited("act_as.ended"))
    .input(z.object({ tenantId: Id, grantId: Id }))
    .mutation(({ ctx: { desk, platformDb, operator }, input }) =>
      endOwnActAs(
        platformDb,
        actOf(operator, "act_as.ended"),
        { ...input, accountId: operator.account.id },
        desk.clock.now(),
      ),
    ),

  /** Begins an isolation proof in the background; the answer says whether one was under way already. */
  proveIsolation: operatorMutation(noAudit("touches synthetic tenants only, which are made for it")).mutation(
    ({ ctx: { desk, operator } }) => ({ started: proofOf(desk).start(operator.account.email) }),
  ),

  /** What every tenant used in a range of hours; Unix milliseconds, `to` exclusive. */
  usage: operatorQuery
    .input(z.object({ from: z.number().int(), to: z.number().int() }))
    .query(({ ctx: { platformDb }, input }) => readTenantUsage(platformDb, input)),

  /** The proof that is under way, and the last reports, newest first. */
  isolationReports: operatorQuery.query(({ ctx: { desk } }) => proofOf(desk).view()),
});

function proofOf({ proof }: Desk): IsolationProof {
  if (proof === null) throw fault("proof.unavailable", "This installation has no isolation proof to run.");
  return proof;
}
