import type { Database } from "@outstation/db/database";
import { findAccountByEmail } from "@outstation/db/directory";
import { withPerson } from "@outstation/db/person";
import { fault } from "@outstation/kit/fault";
import { claimAttempt } from "../throttle";
import { checkPassword, hashPassword, verifyPassword } from "./password";
import { type Person, recordPersonAudit } from "./person-audit";
import { checkName } from "./person-name";

/** Changes how a person is called. @throws Fault `account.name_invalid` */
export async function renameAccount(db: Database, person: Person, name: string): Promise<void> {
  const wanted = checkName(name, "account.name_invalid");
  if (wanted === person.name) return;
  await withPerson(db, person.id, async (tx) => {
    await tx.rows.account.updateMany({ where: { id: person.id }, data: { name: wanted } });
    await recordPersonAudit(db, tx, person, "account.renamed", {
      before: { name: person.name },
      after: { name: wanted },
    });
  });
}

/**
 * Changes a password and ends every other session. What was mailed to reset it is void.
 * @throws Fault `password.wrong`, `password.weak`, `sign_in.throttled`
 */
export async function changePassword(
  db: Database,
  person: Person & { readonly sessionId: string },
  change: { readonly current: string; readonly next: string },
  now: number,
): Promise<void> {
  checkPassword(change.next, person.email);
  const attempt = await claimAttempt(db, [{ kind: "email", value: person.email }], now);
  const account = await findAccountByEmail(db, person.email);
  if (!account?.passwordHash || !(await verifyPassword(account.passwordHash, change.current)))
    throw fault("password.wrong", "This is not your password.");
  await attempt.succeed();
  const passwordHash = await hashPassword(change.next);
  const [accountId, at] = [person.id, new Date(now)];
  await withPerson(db, accountId, async (tx) => {
    await tx.rows.account.updateMany({ where: { id: accountId }, data: { passwordHash } });
    await tx.rows.session.updateMany({
      where: { accountId, endedAt: null, id: { not: person.sessionId } },
      data: { endedAt: at },
    });
    await tx.rows.passwordReset.updateMany({ where: { accountId, usedAt: null }, data: { usedAt: at } });
    await recordPersonAudit(db, tx, person, "account.password_changed");
  });
}
