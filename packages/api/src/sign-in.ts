import { endSession, type SessionRef } from "@outstation/domain/tenancy/sessions";
import { type Caller, signIn } from "@outstation/domain/tenancy/sign-in";
import { z } from "zod";
import type { Desk } from "./context";

const Credentials = z.object({
  email: z.string().min(3).max(254),
  password: z.string().min(1).max(256),
  code: z.string().max(32).nullish(),
});

/**
 * Begins a session of the account these credentials open; malformed ones open none.
 * @throws Fault `sign_in.throttled`, `totp.required`, `totp.wrong`
 */
export async function authenticate(desk: Desk, credentials: unknown, caller: Caller): Promise<SessionRef | null> {
  const parsed = Credentials.safeParse(credentials);
  if (!parsed.success) return null;
  const { email, password, code } = parsed.data;
  return signIn({ ...desk, now: desk.clock.now() }, { email, password, code: code ?? null }, caller);
}

/** Ends a session, over at the next request of whoever holds its cookie. */
export const signOut = (desk: Desk, session: SessionRef): Promise<void> =>
  endSession(desk.db, session, desk.clock.now());
