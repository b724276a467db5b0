import { isTenantSlug } from "@outstation/contracts/mqtt/identity";
import type { Database } from "@outstation/db/database";
import { findAccountByEmail, isSlugTaken } from "@outstation/db/directory";
import { type PersonTx, withBearer, withPerson } from "@outstation/db/person";
import { isUniqueViolation } from "@outstation/db/unique-violation";
import { fault } from "@outstation/kit/fault";
import { newId } from "@outstation/kit/ids";
import { hashSecretToken, makeSecretToken } from "@outstation/kit/secret-token";
import { type AccountDesk, checkPassword, hashPassword, type Person } from "../accounts";
import { recordAudit } from "../audit";

export type NewTenant = { readonly name: string; readonly slug: string };
export type SignUpForm = {
  readonly email: string;
  readonly name: string;
  readonly password: string;
  readonly tenant: NewTenant;
};

const SIGN_UP_LIFE_MS = 24 * 3_600_000;

/**
 * Takes a sign-up down and mails the link that completes it. The answer is the same whether or not there is an account with
 * this address already; its owner learns of it by mail.
 * @throws Fault `password.weak`, `tenant.malformed_slug`, `tenant.slug_taken`, `tenant.name_invalid`, `account.name_invalid`
 */
export async function requestSignUp(desk: AccountDesk, form: SignUpForm): Promise<void> {
  const email = form.email.trim().toLowerCase();
  const name = form.name.trim();
  if (name.length < 1 || name.length > 120) throw fault("account.name_invalid", "A name has 1 to 120 characters.");
  checkPassword(form.password, email);
  const tenant = checkTenant(form.tenant);
  await refuseTakenSlug(desk.db, tenant.slug);
  const passwordHash = await hashPassword(form.password);
  if ((await findAccountByEmail(desk.db, email)) !== null) return mailKnown(desk, email);
  const token = makeSecretToken();
  const tokenHash = hashSecretToken(token);
  await withBearer(desk.db, tokenHash, ({ rows }) =>
    rows.signUp.createMany({
      data: [
        {
          tokenHash,
          email,
          name,
          passwordHash,
          tenantSlug: tenant.slug,
          tenantName: tenant.name,
          createdAt: new Date(desk.now),
          expiresAt: new Date(desk.now + SIGN_UP_LIFE_MS),
        },
      ],
    }),
  );
  await desk.mailer.send({
    to: email,
    subject: "Confirm your address",
    text: [
      `Hello ${name},`,
      "",
      `this link confirms your address and opens ${tenant.name} on Outstation. It works once, for 24 hours:`,
      "",
      `${desk.webUrl}/verify/${token}`,
      "",
      "If you did not sign up, do nothing.",
    ].join("\n"),
  });
}

const mailKnown = ({ mailer, webUrl }: AccountDesk, to: string) =>
  mailer.send({
    to,
    subject: "You have an account already",
    text: [
      "Someone signed up on Outstation with this address. You have an account already:",
      "",
      `sign in at ${webUrl}/sign-in and add another company from the menu of tenants, or set a new password at ${webUrl}/reset.`,
      "",
      "If it was not you, do nothing.",
    ].join("\n"),
  });

/**
 * Completes a sign-up: the account, its tenant and its ownership, all or nothing, once.
 * @param completion.slug another slug, where the wished one was taken meanwhile.
 * @returns the new account and tenant.
 * @throws Fault `token.refused`, `tenant.slug_taken`, `tenant.malformed_slug`
 */
export async function completeSignUp(
  db: Database,
  completion: { readonly token: string; readonly slug: string | null },
  now: number,
): Promise<{ accountId: string; tenantSlug: string }> {
  const refused = fault(
    "token.refused",
    "This link was used already or is older than 24 hours. Sign in, or sign up again.",
  );
  return withBearer(db, hashSecretToken(completion.token), async (bearer) => {
    const wish = await bearer.rows.signUp.findFirst({ where: { tokenHash: bearer.tokenHash } });
    const spent = await bearer.rows.signUp.updateMany({
      where: { tokenHash: bearer.tokenHash, usedAt: null, expiresAt: { gt: new Date(now) } },
      data: { usedAt: new Date(now) },
    });
    if (wish === null || spent.count !== 1) throw refused;
    const { email, name, passwordHash } = wish;
    const accountId = newId();
    const tenant = checkTenant({ name: wish.tenantName, slug: completion.slug ?? wish.tenantSlug });
    await refuseTakenSlug(db, tenant.slug);
    await bearer.asPerson(accountId, async (tx) => {
      await tx.rows.account.createMany({ data: [{ id: accountId, email, name, passwordHash }] });
      await found(tx, { id: accountId, email, name }, tenant);
    });
    return { accountId, tenantSlug: tenant.slug };
  }).catch(asConflict);
}

/**
 * A signed-in person founds another tenant and owns it.
 * @throws Fault `tenant.malformed_slug`, `tenant.slug_taken`, `tenant.name_invalid`
 */
export async function foundTenant(db: Database, person: Person, wished: NewTenant): Promise<{ slug: string }> {
  const tenant = checkTenant(wished);
  await refuseTakenSlug(db, tenant.slug);
  await withPerson(db, person.id, (tx) => found(tx, person, tenant)).catch(asConflict);
  return { slug: tenant.slug };
}

async function found(tx: PersonTx, person: Person, { name, slug }: NewTenant): Promise<void> {
  const tenantId = newId();
  await tx.asTenant(tenantId, async (tenant) => {
    await tenant.rows.tenant.createMany({ data: [{ id: tenantId, slug, name }] });
    await tenant.rows.member.createMany({ data: [{ tenantId, accountId: person.id, role: "owner" }] });
    await recordAudit(
      tenant,
      { actor: `account:${person.id}`, actorName: person.email, onBehalfOf: null, event: "tenant.created" },
      slug,
      { after: { name, owner: person.email } },
    );
  });
}

function checkTenant({ name, slug }: NewTenant): NewTenant {
  const wanted = { name: name.trim(), slug: slug.trim() };
  if (wanted.name.length < 1 || wanted.name.length > 120)
    throw fault("tenant.name_invalid", "A company's name has 1 to 120 characters.");
  if (!isTenantSlug(wanted.slug))
    throw fault(
      "tenant.malformed_slug",
      "A short name has 3 to 32 lower-case letters and digits, with single hyphens inside.",
    );
  return wanted;
}

async function refuseTakenSlug(db: Database, slug: string): Promise<void> {
  if (await isSlugTaken(db, slug)) throw slugTaken();
}

const slugTaken = () => fault("tenant.slug_taken", "This short name is taken. Choose another.");

function asConflict(reason: unknown): never {
  throw isUniqueViolation(reason) ? slugTaken() : reason;
}
