import type { Database } from "@outstation/db/database";
import { findAccountByEmail, forgetExpired } from "@outstation/db/directory";
import { withBearer } from "@outstation/db/person";
import { isUniqueViolation } from "@outstation/db/unique-violation";
import { fault } from "@outstation/kit/fault";
import { newId } from "@outstation/kit/ids";
import { hashSecretToken, makeSecretToken } from "@outstation/kit/secret-token";
import { type AccountDesk, checkName, checkPassword, hashPassword } from "../accounts";
import { requireMailAllowed } from "../throttle";
import { checkTenant, found, type NewTenant } from "./found-tenant";
import { slugTaken } from "./slug";

export type SignUpForm = {
  readonly email: string;
  readonly name: string;
  readonly password: string;
  readonly tenant: NewTenant;
};

const SIGN_UP_LIFE_MS = 24 * 3_600_000;

/**
 * Takes a sign-up down and mails the link that completes it; asked again with the same form, it mails another. The answer and
 * the work are the same whether or not there is an account with this address already; its owner learns of it by mail.
 * @param from the caller's address on the network.
 * @throws Fault `password.weak`, `tenant.malformed_slug`, `tenant.slug_taken`, `tenant.name_invalid`, `account.name_invalid`,
 *   `mail.throttled`, `mail.unavailable`
 */
export async function requestSignUp(desk: AccountDesk, form: SignUpForm, from: string | null): Promise<void> {
  const email = form.email.trim().toLowerCase();
  const name = checkName(form.name, "account.name_invalid");
  checkPassword(form.password, email);
  const tenant = await checkTenant(desk.db, form.tenant);
  await requireMailAllowed(desk.db, email, from, desk.now);
  const passwordHash = await hashPassword(form.password);
  const token = makeSecretToken();
  const tokenHash = hashSecretToken(token);
  const signUp = {
    tokenHash,
    email,
    name,
    passwordHash,
    tenantSlug: tenant.slug,
    tenantName: tenant.name,
    createdAt: new Date(desk.now),
    expiresAt: new Date(desk.now + SIGN_UP_LIFE_MS),
  };
  // For a known address too, where nobody is told the token: leaving it out would show in how long the answer takes.
  await withBearer(desk.db, tokenHash, ({ rows }) => rows.signUp.createMany({ data: [signUp] }));
  await forgetExpired(desk.db);
  const isKnown = (await findAccountByEmail(desk.db, email)) !== null;
  await desk.mailer.send(isKnown ? mailToKnown(desk, email) : mailToNew(desk, { email, name, tenant, token }));
}

type Addressee = {
  readonly email: string;
  readonly name: string;
  readonly tenant: NewTenant;
  readonly token: string;
};

const mailToNew = ({ webUrl }: AccountDesk, { email, name, tenant, token }: Addressee) => ({
  to: email,
  subject: "Confirm your address",
  text: [
    `Hello ${name},`,
    "",
    `this link confirms your address and opens ${tenant.name} on Outstation. It works once, for 24 hours:`,
    "",
    `${webUrl}/verify/${token}`,
    "",
    "If you did not sign up, do nothing.",
  ].join("\n"),
});

const mailToKnown = ({ webUrl }: AccountDesk, email: string) => ({
  to: email,
  subject: "You have an account already",
  text: [
    "Someone signed up on Outstation with this address. You have an account already:",
    "",
    `sign in at ${webUrl}/sign-in and add another company from the menu of tenants, or set a new password at ${webUrl}/reset.`,
    "",
    "If it was not you, do nothing.",
  ].join("\n"),
});

const refused = () =>
  fault("token.refused", "This link was used already or is older than 24 hours. Sign in, or sign up again.");
const accountExists = () => fault("account.exists", "There is an account with this address already. Sign in.");

/**
 * Completes a sign-up: the account, its tenant and its ownership, all or nothing, once.
 * @param completion.slug another slug, where the wished one was taken meanwhile.
 * @returns the new account and tenant.
 * @throws Fault `token.refused`, `account.exists`, `tenant.slug_taken`, `tenant.malformed_slug`
 */
export async function completeSignUp(
  db: Database,
  completion: { readonly token: string; readonly slug: string | null },
  now: number,
): Promise<{ accountId: string; tenantSlug: string }> {
  const tokenHash = hashSecretToken(completion.token);
  let address = "";
  return withBearer(db, tokenHash, async (bearer) => {
    const wish = await bearer.rows.signUp.findFirst({ where: { tokenHash } });
    const spent = await bearer.rows.signUp.updateMany({
      where: { tokenHash, usedAt: null, expiresAt: { gt: new Date(now) } },
      data: { usedAt: new Date(now) },
    });
    if (wish === null || spent.count !== 1) throw refused();
    const { email, name, passwordHash, tenantName, tenantSlug } = wish;
    address = email;
    if ((await findAccountByEmail(db, email)) !== null) throw accountExists();
    const accountId = newId();
    const tenant = await checkTenant(db, { name: tenantName, slug: completion.slug ?? tenantSlug });
    await bearer.asPerson(accountId, async (tx) => {
      await tx.rows.account.createMany({ data: [{ id: accountId, email, name, passwordHash }] });
      await found(tx, { id: accountId, email, name }, tenant);
    });
    return { accountId, tenantSlug: tenant.slug };
  }).catch(async (reason: unknown) => {
    if (!isUniqueViolation(reason)) throw reason;
    // Of two that met, the other was there first: with the same address, or with the same short name.
    throw (await findAccountByEmail(db, address)) === null ? slugTaken() : accountExists();
  });
}
