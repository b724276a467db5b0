import { viewMember } from "@outstation/domain/tenancy/members";
import { fault } from "@outstation/kit/fault";
import { initTRPC, TRPCError } from "@trpc/server";
import superjson from "superjson";
import type { RequestContext } from "./context";
import { publicFault, toTrpcError } from "./errors";

const trpc = initTRPC.context<RequestContext>().create({
  transformer: superjson,
  // The message goes the way of the fault: what Zod or Postgres said is not for the caller.
  errorFormatter: ({ shape, error }) => {
    const known = publicFault(error);
    return { ...shape, message: known.message, data: { ...shape.data, stack: undefined, fault: known } };
  },
  sse: { ping: { enabled: true, intervalMs: 15_000 }, client: { reconnectAfterInactivityMs: 40_000 } },
});

export const router = trpc.router;

const faults = trpc.middleware(async ({ ctx, path, next }) => {
  const result = await next();
  if (result.ok) return result;
  const error = toTrpcError(result.error);
  if (error.code === "INTERNAL_SERVER_ERROR") ctx.desk.onError(error.cause ?? error, path);
  throw error;
});

/**
 * A procedure for a signed-in member, within their tenant. What an audit would say of a call is part of making one:
 * every mutation will name its event; a query says that it only reads.
 */
export const memberQuery = trpc.procedure.use(faults).use(async ({ ctx, next }) => {
  if (ctx.accountId === null) throw signInFirst();
  const member = await viewMember(ctx.desk.db, ctx.accountId, ctx.tenantSlug);
  return next({ ctx: { desk: ctx.desk, member, tenantId: member.tenant.id, tenant: member.tenant.slug } });
});

const signInFirst = () =>
  new TRPCError({ code: "UNAUTHORIZED", cause: fault("session.required", "Sign in to go on.") });
