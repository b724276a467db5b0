import { isRole, type Role } from "@outstation/contracts/access/permissions";
import type { Database } from "@outstation/db/database";
import { findAccountByEmail } from "@outstation/db/directory";
import { type BearerTx, type PersonTx, withBearer } from "@outstation/db/person";
import { type TenantTx, withTenant } from "@outstation/db/tenant";
import { fault } from "@outstation/kit/fault";
import { newId } from "@outstation/kit/ids";
import { hashSecretToken, makeSecretToken } from "@outstation/kit/secret-token";
import { type AccountDesk, checkPassword, hashPassword, type Person } from "../accounts";
import { type Act, recordAudit } from "../audit";

/** Seven days, as people answer mails. */
export const INVITATION_MS = 7 * 86_400_000;

export type InvitationLine = {
  readonly id: string;
  readonly email: string;
  readonly role: string;
  readonly invitedBy: string;
  readonly createdAt: number;
  readonly expiresAt: number;
  readonly state: "open" | "expired" | "accepted" | "withdrawn";
};

type Inviter = { readonly tenantId: string; readonly tenantName: string; readonly role: Role };

/**
 * Asks a person to join, by mail: bound to their address, for seven days, once. An open invitation of the same address is
 * withdrawn for it.
 * @throws Fault `member.exists`, `member.owner_only`
 */
export async function inviteMember(
  desk: AccountDesk,
  act: Act,
  inviter: Inviter,
  wanted: { readonly email: string; readonly role: Role },
): Promise<void> {
  const email = wanted.email.trim().toLowerCase();
  const { tenantId } = inviter;
  requireOwnerFor(wanted.role, inviter.role);
  const token = makeSecretToken();
  await withTenant(desk.db, tenantId, async (tx) => {
    if ((await tx.rows.member.count({ where: { tenantId, account: { email } } })) > 0)
      throw fault("member.exists", `${email} is a member already.`);
    await tx.rows.invitation.updateMany({
      where: { tenantId, email, usedAt: null, revokedAt: null },
      data: { revokedAt: new Date(desk.now) },
    });
    await tx.rows.invitation.createMany({
      data: [newInvitation(tx, { email, role: wanted.role }, act, token, desk.now)],
    });
    await recordAudit(tx, act, email, { after: { role: wanted.role } });
  });
  await mailInvitation(desk, inviter.tenantName, { email, role: wanted.role, token, invitedBy: act.actorName });
}

/** Only an owner makes owners. @throws Fault `member.owner_only` */
export function requireOwnerFor(role: Role, of: Role): void {
  if (role === "owner" && of !== "owner") throw fault("member.owner_only", "Only an owner can make someone an owner.");
}

const newInvitation = (
  { tenantId }: TenantTx,
  wanted: { readonly email: string; readonly role: string },
  act: Act,
  token: string,
  now: number,
) => ({
  tenantId,
  id: newId(),
  ...wanted,
  tokenHash: hashSecretToken(token),
  invitedBy: act.actorName,
  createdAt: new Date(now),
  expiresAt: new Date(now + INVITATION_MS),
});

const mailInvitation = (
  { mailer, webUrl }: AccountDesk,
  tenantName: string,
  { email, role, token, invitedBy }: { email: string; role: string; token: string; invitedBy: string },
) =>
  mailer.send({
    to: email,
    subject: `Join ${tenantName} on Outstation`,
    text: [
      `${invitedBy} asks you to join ${tenantName} on Outstation as ${role}.`,
      "",
      "This link works once, for seven days, and only for this address:",
      "",
      `${webUrl}/invitations/${token}`,
    ].join("\n"),
  });

/** The tenant's invitations, newest first. */
export async function listInvitations(db: Database, tenantId: string, now: number): Promise<InvitationLine[]> {
  const rows = await withTenant(db, tenantId, (tx) =>
    tx.rows.invitation.findMany({ where: { tenantId }, orderBy: { createdAt: "desc" }, take: 200 }),
  );
  return rows.map(({ id, email, role, invitedBy, createdAt, expiresAt, usedAt, revokedAt }) => ({
    id,
    email,
    role,
    invitedBy,
    createdAt: createdAt.getTime(),
    expiresAt: expiresAt.getTime(),
    state:
      usedAt !== null ? "accepted" : revokedAt !== null ? "withdrawn" : expiresAt.getTime() <= now ? "expired" : "open",
  }));
}

/** Withdraws an open invitation: its link opens nothing any more. @throws Fault `invitation.not_found` */
export const withdrawInvitation = (db: Database, tenantId: string, act: Act, id: string, now: number): Promise<void> =>
  withTenant(db, tenantId, async (tx) => {
    const row = await tx.rows.invitation.findUnique({ where: { tenantId_id: { tenantId, id } } });
    if (row === null) throw fault("invitation.not_found", "There is no such invitation.");
    const changed = await tx.rows.invitation.updateMany({
      where: { tenantId, id, usedAt: null, revokedAt: null },
      data: { revokedAt: new Date(now) },
    });
    if (changed.count > 0) await recordAudit(tx, act, row.email, { before: { role: row.role } });
  });

/** Sends an invitation again with a new link; the old link opens nothing any more. @throws Fault `invitation.not_found` */
export async function resendInvitation(desk: AccountDesk, act: Act, inviter: Inviter, id: string): Promise<void> {
  const { tenantId } = inviter;
  const token = makeSecretToken();
  const sent = await withTenant(desk.db, tenantId, async (tx) => {
    const row = await tx.rows.invitation.findUnique({ where: { tenantId_id: { tenantId, id } } });
    if (row === null || row.usedAt !== null || row.revokedAt !== null)
      throw fault("invitation.not_found", "There is no such invitation.");
    await tx.rows.invitation.updateMany({
      where: { tenantId, id },
      data: { tokenHash: hashSecretToken(token), expiresAt: new Date(desk.now + INVITATION_MS) },
    });
    await recordAudit(tx, act, row.email);
    return row;
  });
  await mailInvitation(desk, inviter.tenantName, { ...sent, token });
}

export type InvitationView = {
  readonly email: string;
  readonly role: string;
  readonly tenantName: string;
  readonly invitedBy: string;
  /** Whether whoever it is for signs in to accept it, or chooses a password. */
  readonly hasAccount: boolean;
};

const refused = () =>
  fault("token.refused", "This invitation was used, withdrawn or is older than seven days. Ask for a new one.");

/** What an invitation says to who holds its link. @throws Fault `token.refused` */
export async function viewInvitation(db: Database, token: string, now: number): Promise<InvitationView> {
  const view = await withBearer(db, hashSecretToken(token), async (bearer) => {
    const row = await findOpen(bearer, now);
    const tenant = await bearer.asTenant(row.tenantId, ({ rows }) =>
      rows.tenant.findUniqueOrThrow({ where: { id: row.tenantId } }),
    );
    return { email: row.email, role: row.role, tenantName: tenant.name, invitedBy: row.invitedBy };
  });
  return { ...view, hasAccount: (await findAccountByEmail(db, view.email)) !== null };
}

/**
 * A signed-in person accepts an invitation to their own address.
 * @throws Fault `token.refused`, `invitation.other_address`
 */
export const acceptInvitation = (db: Database, token: string, person: Person, now: number): Promise<{ slug: string }> =>
  withBearer(db, hashSecretToken(token), async (bearer) => {
    const row = await spend(bearer, now);
    if (row.email !== person.email)
      throw fault("invitation.other_address", `This invitation is for ${row.email}. Sign in with that address.`);
    return bearer.asPerson(person.id, (tx) => join(tx, person, row));
  });

/**
 * Someone without an account accepts an invitation: the link has shown that the address is theirs.
 * @throws Fault `token.refused`, `invitation.sign_in_first`, `password.weak`, `account.name_invalid`
 */
export async function acceptInvitationAsNew(
  db: Database,
  acceptance: { readonly token: string; readonly name: string; readonly password: string },
  now: number,
): Promise<{ accountId: string; slug: string }> {
  const name = acceptance.name.trim();
  if (name.length < 1 || name.length > 120) throw fault("account.name_invalid", "A name has 1 to 120 characters.");
  const passwordHash = await hashPassword(acceptance.password);
  return withBearer(db, hashSecretToken(acceptance.token), async (bearer) => {
    const row = await spend(bearer, now);
    checkPassword(acceptance.password, row.email);
    if ((await findAccountByEmail(db, row.email)) !== null)
      throw fault("invitation.sign_in_first", "You have an account already. Sign in to accept this invitation.");
    const person = { id: newId(), email: row.email, name };
    return bearer.asPerson(person.id, async (tx) => {
      await tx.rows.account.createMany({ data: [{ ...person, passwordHash }] });
      return { accountId: person.id, ...(await join(tx, person, row)) };
    });
  });
}

type InvitationRow = Awaited<ReturnType<typeof findOpen>>;

async function findOpen(bearer: BearerTx, now: number) {
  const row = await bearer.rows.invitation.findFirst({
    where: { tokenHash: bearer.tokenHash, usedAt: null, revokedAt: null, expiresAt: { gt: new Date(now) } },
  });
  if (row === null) throw refused();
  return row;
}

/** Of two acceptances at once, the second finds it used. */
async function spend(bearer: BearerTx, now: number): Promise<InvitationRow> {
  const row = await findOpen(bearer, now);
  const spent = await bearer.rows.invitation.updateMany({
    where: { tokenHash: bearer.tokenHash, usedAt: null },
    data: { usedAt: new Date(now) },
  });
  if (spent.count !== 1) throw refused();
  return row;
}

const join = (tx: PersonTx, person: Person, { tenantId, role }: InvitationRow): Promise<{ slug: string }> =>
  tx.asTenant(tenantId, async (tenant) => {
    await tenant.rows.member.createMany({
      data: [{ tenantId, accountId: person.id, role: isRole(role) ? role : "viewer" }],
      skipDuplicates: true,
    });
    await recordAudit(
      tenant,
      { actor: `account:${person.id}`, actorName: person.email, onBehalfOf: null, event: "member.joined" },
      person.email,
      { after: { role } },
    );
    const { slug } = await tenant.rows.tenant.findUniqueOrThrow({ where: { id: tenantId } });
    return { slug };
  });
