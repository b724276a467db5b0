import { findAccountByEmail } from "@outstation/db/directory";
import { fault } from "@outstation/kit/fault";
import { hashPassword, verifyPassword } from "../accounts";
import { type FactorDesk, useSecondFactor } from "../second-factor";
import { beginSession, markSteppedUp, type SessionRef } from "../sessions";
import { noteAttempt, requireUnthrottled, type ThrottleKey } from "./throttle";

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
  const keys: ThrottleKey[] = [
    { kind: "email", value: credentials.email },
    ...(caller.address === null ? [] : [{ kind: "address", value: caller.address } as const]),
  ];
  await requireUnthrottled(db, keys, now);
  const account = await findAccountByEmail(db, credentials.email.trim());
  const matches = await verifyPassword(account?.passwordHash ?? (await decoy), credentials.password);
  if (account === null || account.passwordHash === null || !matches) {
    await noteAttempt(db, keys, false, now);
    return null;
  }
  if (account.hasTotp) {
    if (!credentials.code) throw fault("totp.required", "Enter the code of your authenticator app.");
    await useSecondFactor(desk, account.id, credentials.code).catch(async (reason: unknown) => {
      await noteAttempt(db, keys, false, now);
      throw reason;
    });
  }
  await noteAttempt(db, keys, true, now);
  return beginSession(db, { accountId: account.id, boundTenantId: null, userAgent: caller.userAgent }, now);
}

/**
 * Proves again that it is the person: by the second factor where there is one, by the password otherwise.
 * @throws Fault `totp.required`, `totp.wrong`, `password.wrong`, `sign_in.throttled`
 */
export async function stepUp(
  desk: FactorDesk,
  person: SessionRef & { readonly email: string },
  proof: { readonly code: string | null; readonly password: string | null },
): Promise<void> {
  const { db, now } = desk;
  const keys: ThrottleKey[] = [{ kind: "email", value: person.email }];
  await requireUnthrottled(db, keys, now);
  const account = await findAccountByEmail(db, person.email);
  if (account?.hasTotp && !proof.code) throw fault("totp.required", "Enter the code of your authenticator app.");
  try {
    if (account?.hasTotp) await useSecondFactor(desk, person.accountId, proof.code ?? "");
    else if (!account?.passwordHash || !(await verifyPassword(account.passwordHash, proof.password ?? "")))
      throw fault("password.wrong", "This is not your password.");
  } catch (reason) {
    await noteAttempt(db, keys, false, now);
    throw reason;
  }
  await noteAttempt(db, keys, true, now);
  await markSteppedUp(db, person, now);
}
