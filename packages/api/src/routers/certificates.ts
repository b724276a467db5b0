import { listCertificates, revokeCertificate } from "@outstation/domain/fleet/certificates";
import { z } from "zod";
import { audited, memberMutation, memberQuery, router } from "../procedures";

const Reason = z.enum(["unspecified", "keyCompromise", "affiliationChanged", "superseded", "cessationOfOperation"]);

export const certificatesRouter = router({
  list: memberQuery("certificates.read").query(({ ctx: { desk, tenantId } }) =>
    listCertificates(desk.db, tenantId, desk.clock.now()),
  ),

  revoke: memberMutation("certificates.revoke", audited("certificate.revoked"))
    .input(z.object({ serial: z.string().regex(/^[0-9a-f]{1,40}$/), reason: Reason }))
    .mutation(({ ctx: { desk, act, member, tenantId }, input }) =>
      revokeCertificate(desk.db, tenantId, act, { ...input, tenantSlug: member.tenant.slug, now: desk.clock.now() }),
    ),
});
