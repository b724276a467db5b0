import type { Database } from "@outstation/db/database";
import { findAccountByEmail } from "@outstation/db/directory";
import { withBearer, withPerson } from "@outstation/db/person";
import { fault } from "@outstation/kit/fault";
import { hashSecretToken, makeSecretToken } from "@outstation/kit/secret-token";
import { requireMailAllowed } from "../throttle";
import type { AccountDesk } from "./account-desk";
import { checkPassword, hashPassword } from "./password";
import { recordPersonAudit } from "./person-audit";

const RESET_LIFE_MS = 3_600_000;

/**
 * Mails a link with which a password can be set anew, once, within an hour. Neither the answer nor how long it takes tells
 * whether there is such an account: the caller does not wait for the mail.
 * @param from the caller's address on the network.
 * @throws Fault `mail.throttled`
 */
export async function requestPasswordReset(desk: AccountDesk, email: string, from: string | null): Promise<void> {
  await requireMailAllowed(desk.db, email, from, desk.now);
  void mailReset(desk, email.trim()).catch((reason: unknown) => desk.onError(reason, "the mail of a password reset"));
}

async function mailReset(desk: AccountDesk, email: string): Promise<void> {
  const account = await findAccountByEmail(desk.db, email);
  if (account === null) return;
  const token = makeSecretToken();
  const reset = {
    accountId: account.id,
    tokenHash: hashSecretToken(token),
    expiresAt: new Date(desk.now + RESET_LIFE_MS),
  };
  await withPerson(desk.db, account.id, (tx) => tx.rows.passwordReset.createMany({ data: [reset] }));
  await desk.mailer.send({
    to: account.email,
    subject: "Set a new password",
    text: [
      `Hello ${account.name},`,
      "",
      "someone asked to set a new password for your Outstation account. If it was you, open this link within an hour:",
      "",
      `${desk.webUrl}/reset/${token}`,
      "",
      "If it was not you, do nothing: your password stays as it is.",
    ].join("\n"),
  });
}

const refused = () => fault("token.refused", "This link was used already or is older than an hour. Ask for a new one.");

/**
 * Sets a password with the mailed token and ends every session. What else was mailed to reset it is void.
 * @returns the account.
 * @throws Fault `token.refused`, `password.weak`
 */
export async function resetPassword(
  db: Database,
  reset: { readonly token: string; readonly password: string },
  now: number,
): Promise<{ accountId: string }> {
  const tokenHash = hashSecretToken(reset.token);
  const open = { usedAt: null, expiresAt: { gt: new Date(now) } };
  // Hashing is work that only the holder of a link has us do.
  if (
    (await withBearer(db, tokenHash, ({ rows }) => rows.passwordReset.count({ where: { tokenHash, ...open } }))) === 0
  )
    throw refused();
  const passwordHash = await hashPassword(reset.password);
  return withBearer(db, tokenHash, async (bearer) => {
    const row = await bearer.rows.passwordReset.findFirst({ where: { tokenHash } });
    const spent = await bearer.rows.passwordReset.updateMany({
      where: { tokenHash, ...open },
      data: { usedAt: new Date(now) },
    });
    if (row === null || spent.count !== 1) throw refused();
    const { accountId } = row;
    await bearer.asPerson(accountId, async (tx) => {
      const account = await tx.rows.account.findUniqueOrThrow({
        where: { id: accountId },
        select: { id: true, email: true, name: true },
      });
      checkPassword(reset.password, account.email);
      await tx.rows.account.updateMany({ where: { id: accountId }, data: { passwordHash } });
      await tx.rows.session.updateMany({ where: { accountId, endedAt: null }, data: { endedAt: new Date(now) } });
      await tx.rows.passwordReset.updateMany({ where: { accountId, usedAt: null }, data: { usedAt: new Date(now) } });
      await recordPersonAudit(db, tx, account, "account.password_changed", { after: { by: "mail" } });
    });
    return { accountId };
  });
}
