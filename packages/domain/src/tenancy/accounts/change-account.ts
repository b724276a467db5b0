import type { Database } from "@outstation/db/database";
import { findAccountByEmail } from "@outstation/db/directory";
import { withBearer, withPerson } from "@outstation/db/person";
import { fault } from "@outstation/kit/fault";
import { hashSecretToken, makeSecretToken } from "@outstation/kit/secret-token";
import type { Mailer } from "../../ports";
import { checkPassword, hashPassword, verifyPassword } from "./password";
import { type Person, recordPersonAudit } from "./person-audit";

const RESET_LIFE_MS = 3_600_000;

export type AccountDesk = {
  readonly db: Database;
  readonly mailer: Mailer;
  /** Where links in mails lead, such as `https://app.example`. */
  readonly webUrl: string;
  readonly now: number;
};

/** Changes how a person is called. @throws Fault `account.name_invalid` */
export async function renameAccount(db: Database, person: Person, name: string): Promise<void> {
  const wanted = name.trim();
  if (wanted.length < 1 || wanted.length > 120) throw fault("account.name_invalid", "A name has 1 to 120 characters.");
  await withPerson(db, person.id, async (tx) => {
    await tx.rows.account.updateMany({ where: { id: person.id }, data: { name: wanted } });
    await recordPersonAudit(db, tx, person, "account.renamed", {
      before: { name: person.name },
      after: { name: wanted },
    });
  });
}

/**
 * Changes a password and ends every other session.
 * @throws Fault `password.wrong`, `password.weak`
 */
export async function changePassword(
  db: Database,
  person: Person & { readonly sessionId: string },
  change: { readonly current: string; readonly next: string },
  now: number,
): Promise<void> {
  checkPassword(change.next, person.email);
  const account = await findAccountByEmail(db, person.email);
  if (account?.passwordHash && !(await verifyPassword(account.passwordHash, change.current)))
    throw fault("password.wrong", "This is not your password.");
  const passwordHash = await hashPassword(change.next);
  await withPerson(db, person.id, async (tx) => {
    await tx.rows.account.updateMany({ where: { id: person.id }, data: { passwordHash } });
    await tx.rows.session.updateMany({
      where: { accountId: person.id, endedAt: null, id: { not: person.sessionId } },
      data: { endedAt: new Date(now) },
    });
    await recordPersonAudit(db, tx, person, "account.password_changed");
  });
}

/** Mails a link with which a password can be set anew, once, within an hour. Says nothing of whether there is such an account. */
export async function requestPasswordReset(desk: AccountDesk, email: string): Promise<void> {
  const account = await findAccountByEmail(desk.db, email.trim());
  if (account === null) return;
  const token = makeSecretToken();
  await withPerson(desk.db, account.id, (tx) =>
    tx.rows.passwordReset.createMany({
      data: [
        { accountId: account.id, tokenHash: hashSecretToken(token), expiresAt: new Date(desk.now + RESET_LIFE_MS) },
      ],
    }),
  );
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

/**
 * Sets a password with the mailed token and ends every session.
 * @returns the account.
 * @throws Fault `token.refused`, `password.weak`
 */
export async function resetPassword(
  db: Database,
  reset: { readonly token: string; readonly password: string },
  now: number,
): Promise<{ accountId: string }> {
  const passwordHash = await hashPassword(reset.password);
  return withBearer(db, hashSecretToken(reset.token), async (bearer) => {
    const row = await bearer.rows.passwordReset.findFirst({ where: { tokenHash: bearer.tokenHash } });
    const spent = await bearer.rows.passwordReset.updateMany({
      where: { tokenHash: bearer.tokenHash, usedAt: null, expiresAt: { gt: new Date(now) } },
      data: { usedAt: new Date(now) },
    });
    if (row === null || spent.count !== 1)
      throw fault("token.refused", "This link was used already or is older than an hour. Ask for a new one.");
    const { accountId } = row;
    await bearer.asPerson(accountId, async (tx) => {
      const account = await tx.rows.account.findUniqueOrThrow({
        where: { id: accountId },
        select: { id: true, email: true, name: true },
      });
      checkPassword(reset.password, account.email);
      await tx.rows.account.updateMany({ where: { id: accountId }, data: { passwordHash } });
      await tx.rows.session.updateMany({ where: { accountId, endedAt: null }, data: { endedAt: new Date(now) } });
      await recordPersonAudit(db, tx, account, "account.password_changed", { after: { by: "mail" } });
    });
    return { accountId };
  });
}
