import type { Database } from "@outstation/db/database";
import { findAccountByEmail } from "@outstation/db/directory";
import { hashPassword, verifyPassword } from "./password";

export type SignedIn = { readonly accountId: string; readonly email: string; readonly name: string };

// Compared when no account has the address, so that the answer takes as long as for one that does.
const decoy = hashPassword("no account has this password");

/** The account these credentials open, or null; which of the two was wrong is not told. */
export async function signIn(
  db: Database,
  credentials: { readonly email: string; readonly password: string },
): Promise<SignedIn | null> {
  const account = await findAccountByEmail(db, credentials.email.trim());
  const matches = await verifyPassword(account?.passwordHash ?? (await decoy), credentials.password);
  return account !== null && matches ? { accountId: account.id, email: account.email, name: account.name } : null;
}
