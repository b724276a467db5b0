import { type SignedIn, signIn } from "@outstation/domain/tenancy/members";
import { z } from "zod";
import type { Desk } from "./context";

const Credentials = z.object({ email: z.string().min(3).max(254), password: z.string().min(1).max(256) });

/** The account these credentials open, or null; malformed ones open none. */
export async function authenticate(desk: Desk, credentials: unknown): Promise<SignedIn | null> {
  const parsed = Credentials.safeParse(credentials);
  return parsed.success ? signIn(desk.db, parsed.data) : null;
}
