import {
  configureProvider,
  findProvider,
  removeProvider,
  tryProvider,
} from "@outstation/domain/tenancy/identity-providers";
import { z } from "zod";
import { LesserRole } from "../inputs";
import { audited, memberMutation, memberQuery, noAudit, router } from "../procedures";

const Issuer = z.url().max(500);
const ProviderForm = z.object({
  issuer: Issuer,
  clientId: z.string().min(1).max(200),
  clientSecret: z.string().min(1).max(500).nullable(),
  domains: z.array(z.string().max(253)).max(50),
  defaultRole: LesserRole,
  enforced: z.boolean(),
});

/** How a tenant's members sign in elsewhere (OpenID Connect). */
export const signInProviderRouter = router({
  get: memberQuery("tenant.read").query(({ ctx: { desk, tenantId } }) => findProvider(desk.db, tenantId)),

  /** Whether a provider answers at this address. */
  test: memberMutation("sign_in.write", noAudit("asks the provider and keeps nothing"))
    .input(z.object({ issuer: Issuer }))
    .mutation(({ ctx: { desk }, input }) => tryProvider(desk.oidc, input.issuer)),

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
