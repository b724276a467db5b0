import { signIn } from "@outstation/domain/tenancy/members";
import { beginSession, type SessionRef } from "@outstation/domain/tenancy/sessions";
import { z } from "zod";
import type { Desk } from "./context";

const Credentials = z.object({ email: z.string().min(3).max(254), password: z.string().min(1).max(256) });

/** Begins a session of the account these credentials open; malformed ones open none. */
export async function authenticate(desk: Desk, credentials: unknown): Promise<SessionRef | null> {
  const parsed = Credentials.safeParse(credentials);
  const account = parsed.success ? await signIn(desk.db, parsed.data) : null;
  if (account === null) return null;
  return beginSession(
    desk.db,
    { accountId: account.accountId, boundTenantId: null, userAgent: null },
    desk.clock.now(),
  );
}
