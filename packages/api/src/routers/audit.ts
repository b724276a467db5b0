import { AUDIT_EVENTS, type AuditEventName } from "@outstation/contracts/access/audit-events";
import { endActAs, listActAsGrants } from "@outstation/domain/tenancy/act-as";
import { exportAudit, searchAudit, verifyAudit } from "@outstation/domain/tenancy/audit";
import { z } from "zod";
import { audited, memberMutation, memberQuery, router } from "../procedures";

const Filter = z.object({
  text: z.string().max(200).nullable(),
  events: z.array(z.enum(Object.keys(AUDIT_EVENTS) as [AuditEventName])).max(50),
  from: z.number().int().nullable(),
  to: z.number().int().nullable(),
});

export const auditRouter = router({
  search: memberQuery("audit.read")
    .input(Filter.extend({ cursor: z.number().int().nullish(), limit: z.number().int().min(1).max(200) }))
    .query(({ ctx: { desk, tenantId }, input: { cursor, ...search } }) =>
      searchAudit(desk.db, tenantId, { ...search, beforeSeq: cursor ?? null }),
    ),

  verify: memberQuery("audit.read").query(({ ctx: { desk, tenantId } }) => verifyAudit(desk.db, tenantId)),

  /** The whole export as one text; the web app's route streams it. */
  export: memberQuery("audit.read")
    .input(Filter)
    .query(async function* ({ ctx: { desk, tenantId }, input }) {
      yield* exportAudit(desk.db, tenantId, input);
    }),

  /** What access the platform's people had to this tenant. */
  actAs: memberQuery("support.write").query(({ ctx: { desk, tenantId } }) =>
    listActAsGrants(desk.db, tenantId, desk.clock.now()),
  ),

  endActAs: memberMutation("support.write", audited("act_as.ended"))
    .input(z.object({ grantId: z.uuid() }))
    .mutation(({ ctx: { desk, act, tenantId }, input }) =>
      endActAs(desk.db, tenantId, act, input.grantId, desk.clock.now()),
    ),
});
