import { findAccountByEmail, forgetExpired } from "@outstation/db/directory";
import { fault } from "@outstation/kit/fault";
import { hashPassword, verifyPassword } from "../accounts";
import { type FactorDesk, useSecondFactor } from "../second-factor";
import { beginSession, type SessionRef } from "../sessions";
import { claimAttempt, type ThrottleKey } from "../throttle";

export type Credentials = {
  readonly email: string;
  readonly password: string;
  /** Of the authenticator app, or a recovery code; asked for once the password was right. */
  readonly code: string | null;
};
export type Caller = { readonly address: string | null; readonly userAgent: string | null };

// Verified when there is no such account, so that the answer takes as long as for one that does.
const decoy = hashPassword("no account has this password");

/**
 * Begins a session of the account these credentials open.
 * @returns null when they open none; which of the two was wrong is not told.
 * @throws Fault `sign_in.throttled`; `totp.required` and `totp.wrong` once the password was right.
 */
export async function signIn(desk: FactorDesk, credentials: Credentials, caller: Caller): Promise<SessionRef | null> {
  const { db, now } = desk;
  const email = credentials.email.trim();
  const keys: ThrottleKey[] = [
    { kind: "email", value: email },
    ...(caller.address === null ? [] : [{ kind: "address", value: caller.address } as const]),
  ];
  const attempt = await claimAttempt(db, keys, now);
  const account = await findAccountByEmail(db, email);
  const matches = await verifyPassword(account?.passwordHash ?? (await decoy), credentials.password);
  if (account === null || account.passwordHash === null || !matches) return null;
  if (account.hasTotp) {
    if (!credentials.code) {
      await attempt.giveBack();
      throw fault("totp.required", "Enter the code of your authenticator app.");
    }
    await useSecondFactor(desk, account.id, credentials.code);
  }
  await attempt.succeed();
  await forgetExpired(db);
  const person = { accountId: account.id, boundTenantId: null, userAgent: caller.userAgent };
  return beginSession(db, { ...person, provedAt: now }, now);
}
