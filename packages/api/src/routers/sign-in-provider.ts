import { configureProvider, findProvider, removeProvider } from "@outstation/domain/tenancy/identity-providers";
import { z } from "zod";
import { LesserRole } from "../inputs";
import { audited, memberMutation, memberQuery, router } from "../procedures";

const ProviderForm = z.object({
  issuer: z.url().max(500),
  clientId: z.string().min(1).max(200),
  clientSecret: z.string().min(1).max(500).nullable(),
  domains: z.array(z.string().max(253)).max(50),
  defaultRole: LesserRole,
  enforced: z.boolean(),
});

/** How a tenant's members sign in elsewhere (OpenID Connect). */
export const signInProviderRouter = router({
  get: memberQuery("tenant.read").query(({ ctx: { desk, tenantId } }) => findProvider(desk.db, tenantId)),

  configure: memberMutation("sign_in.write", audited("sign_in.configured"))
    .input(ProviderForm)
    .mutation(({ ctx: { desk, act, tenantId, member }, input }) =>
      configureProvider(
        { ...desk, now: desk.clock.now() },
        act,
        { tenantId, cameThroughProvider: member.session.boundTenantId === tenantId },
        input,
      ),
    ),

  remove: memberMutation("sign_in.write", audited("sign_in.removed")).mutation(({ ctx: { desk, act, tenantId } }) =>
    removeProvider(desk.db, tenantId, act),
  ),
});
