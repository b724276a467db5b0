import type { AuditEventName } from "@outstation/contracts/access/audit-events";
import { PERMISSIONS, type Permission } from "@outstation/contracts/access/permissions";
import type { Act } from "@outstation/domain/tenancy/audit";
import { type MemberView, viewMember, viewPerson } from "@outstation/domain/tenancy/members";
import type { SessionRef } from "@outstation/domain/tenancy/sessions";
import { fault } from "@outstation/kit/fault";
import { initTRPC } from "@trpc/server";
import superjson from "superjson";
import type { RequestContext } from "./context";
import { publicFault, toTrpcError } from "./errors";

/** What an audit says of a mutation: the event it writes, or why it writes none. */
export type AuditPolicy = { readonly event: AuditEventName } | { readonly none: string };

/** The mutation writes this event, in the transaction that changes the state. */
export const audited = <E extends AuditEventName>(event: E): { readonly event: E } => ({ event });
/** The mutation writes nothing, for a reason a reader understands. */
export const noAudit = (none: string): { readonly none: string } => ({ none });

/** What a procedure says of itself, for the matrix, the audit's completeness and the isolation proof. */
export type ProcedureMeta = {
  readonly door: "guest" | "person" | "member" | "operator";
  readonly permission?: Permission;
  readonly audit?: AuditPolicy;
};

const trpc = initTRPC
  .context<RequestContext>()
  .meta<ProcedureMeta>()
  .create({
    transformer: superjson,
    // The message goes the way of the fault: what Zod or Postgres said is not for the caller.
    errorFormatter: ({ shape, error }) => {
      const known = publicFault(error);
      return { ...shape, message: known.message, data: { ...shape.data, stack: undefined, fault: known } };
    },
    sse: { ping: { enabled: true, intervalMs: 15_000 }, client: { reconnectAfterInactivityMs: 40_000 } },
  });

export const router = trpc.router;

const base = trpc.procedure.use(async ({ ctx, path, next }) => {
  const result = await next();
  if (result.ok) return result;
  const error = toTrpcError(result.error);
  if (error.code === "INTERNAL_SERVER_ERROR") ctx.desk.onError(error.cause ?? error, path);
  throw error;
});

/** For the signed-out: sign-up, invitations, resets. */
export const guestQuery = base.meta({ door: "guest" });
export const guestMutation = (audit: AuditPolicy) => base.meta({ door: "guest", audit });

/** For a signed-in person and their own account, in no tenant. A session of a tenant's provider does not get here. */
export const personQuery = person();
export const personMutation = (audit: AuditPolicy, options: PersonOptions = {}) => person(audit, options);

/** For any signed-in person, also one who came through a tenant's provider: their session, and nothing of their account. */
export const sessionQuery = person(undefined, { bound: true });
export const sessionMutation = (audit: AuditPolicy) => person(audit, { bound: true });

/** For a member with this permission, within their tenant. */
export const memberQuery = (permission: Permission) => member(permission);
/** For a member who changes something: `ctx.act` is what the audit will say of it. */
export const memberMutation = <P extends AuditPolicy>(permission: Permission, audit: P) =>
  member(permission, audit).use(({ ctx, next }) => next({ ctx: { act: actFor(ctx.member, audit) } }));

/** For a person of ours. Nobody else learns that there is such a door. */
export const operatorQuery = operator();
export const operatorMutation = (audit: AuditPolicy) => operator(audit);

function member(permission: Permission, audit?: AuditPolicy) {
  const meta = { door: "member", permission, ...(audit ? { audit } : {}) } as const;
  return base.meta(meta).use(async ({ ctx, next }) => {
    const { desk } = ctx;
    const now = desk.clock.now();
    const member = await viewMember(desk.db, sessionOf(ctx), ctx.tenantSlug, now);
    if (!member.permissions.includes(permission))
      throw fault(
        "permission.denied",
        `Your role here, ${member.role}, may not do this: ${PERMISSIONS[permission].description.toLowerCase()}.`,
        { permission },
      );
    if (PERMISSIONS[permission].stepUp) requireStepUp(member.session.steppedUpUntil, now);
    return next({ ctx: { desk, member, tenantId: member.tenant.id, tenant: member.tenant.slug } });
  });
}

type PersonOptions = { readonly stepUp?: true; readonly bound?: true };

function person(audit?: AuditPolicy, options: PersonOptions = {}) {
  return base.meta({ door: "person", ...(audit ? { audit } : {}) }).use(async ({ ctx, next }) => {
    const { desk } = ctx;
    const now = desk.clock.now();
    const view = await viewPerson(desk.db, sessionOf(ctx), now);
    if (view.session.boundTenantId !== null && !options.bound)
      throw fault(
        "session.bound",
        "You are signed in through your company's provider. Sign in with your password to change your account.",
      );
    if (options.stepUp) requireStepUp(view.session.steppedUpUntil, now);
    return next({ ctx: { desk, person: view } });
  });
}

function operator(audit?: AuditPolicy) {
  return base.meta({ door: "operator", ...(audit ? { audit } : {}) }).use(async ({ ctx, next }) => {
    const { desk } = ctx;
    const now = desk.clock.now();
    const view = await viewPerson(desk.db, sessionOf(ctx), now);
    if (view.operatorRole !== "operator" || view.session.boundTenantId !== null || desk.platformDb === null)
      throw fault("route.not_found", "There is no such procedure.");
    if (audit) requireStepUp(view.session.steppedUpUntil, now);
    return next({ ctx: { desk, platformDb: desk.platformDb, operator: view } });
  });
}

type ActOf<P extends AuditPolicy> = P extends { readonly event: AuditEventName } ? Act : undefined;

function actFor<P extends AuditPolicy>({ account, actAs }: MemberView, audit: P): ActOf<P> {
  const act: Act | undefined =
    "event" in audit
      ? {
          actor: `account:${account.id}`,
          actorName: account.email,
          onBehalfOf: actAs === null ? null : `act_as:${actAs.grantId}`,
          event: audit.event,
        }
      : undefined;
  return act as ActOf<P>;
}

function sessionOf({ session }: RequestContext): SessionRef {
  if (session === null) throw fault("session.required", "Sign in to go on.");
  return session;
}

function requireStepUp(steppedUpUntil: number, now: number): void {
  if (steppedUpUntil <= now)
    throw fault("step_up.required", "Confirm that it is you: this change asks for a fresh proof.");
}
