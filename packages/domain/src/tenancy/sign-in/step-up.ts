import { findAccountByEmail } from "@outstation/db/directory";
import { fault } from "@outstation/kit/fault";
import { verifyPassword } from "../accounts";
import { type FactorDesk, useSecondFactor } from "../second-factor";
import { markSteppedUp, type SessionRef } from "../sessions";
import { claimAttempt } from "../throttle";

/** How a person proves again that it is them. */
export type StepUpBy = "code" | "password" | "provider";

/** By the second factor where there is one; a session that a tenant's provider vouched for goes there again. */
export const stepUpBy = (session: { hasTotp: boolean; boundTenantId: string | null }): StepUpBy =>
  session.hasTotp ? "code" : session.boundTenantId === null ? "password" : "provider";

type Prover = SessionRef & {
  readonly email: string;
  readonly hasTotp: boolean;
  readonly boundTenantId: string | null;
};

/**
 * Proves again that it is the person.
 * @throws Fault `totp.required`, `totp.wrong`, `password.wrong`, `step_up.through_provider`, `sign_in.throttled`
 */
export async function stepUp(
  desk: FactorDesk,
  person: Prover,
  proof: { readonly code: string | null; readonly password: string | null },
): Promise<void> {
  const { db, now } = desk;
  const by = stepUpBy(person);
  if (by === "provider")
    throw fault("step_up.through_provider", "Sign in through your company's provider again to confirm that it is you.");
  if (by === "code" && !proof.code) throw fault("totp.required", "Enter the code of your authenticator app.");
  const attempt = await claimAttempt(db, [{ kind: "email", value: person.email }], now);
  if (by === "code") await useSecondFactor(desk, person.accountId, proof.code ?? "");
  else {
    const account = await findAccountByEmail(db, person.email);
    if (!account?.passwordHash || !(await verifyPassword(account.passwordHash, proof.password ?? "")))
      throw fault("password.wrong", "This is not your password.");
  }
  await attempt.succeed();
  await markSteppedUp(db, person, now);
}
