import { isRole } from "@outstation/contracts/access/permissions";
import type { Database } from "@outstation/db/database";
import { findAccountByEmail } from "@outstation/db/directory";
import { type BearerTx, type PersonTx, withBearer } from "@outstation/db/person";
import { isUniqueViolation } from "@outstation/db/unique-violation";
import { fault } from "@outstation/kit/fault";
import { newId } from "@outstation/kit/ids";
import { hashSecretToken } from "@outstation/kit/secret-token";
import { checkName, checkPassword, hashPassword, type Person } from "../accounts";
import { recordAudit } from "../audit";

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
const signInFirst = () =>
  fault("invitation.sign_in_first", "You have an account already. Sign in to accept this invitation.");

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
  const name = checkName(acceptance.name, "account.name_invalid");
  // Hashing is work that only the holder of a link has us do.
  const { email, hasAccount } = await viewInvitation(db, acceptance.token, now);
  if (hasAccount) throw signInFirst();
  checkPassword(acceptance.password, email);
  const passwordHash = await hashPassword(acceptance.password);
  return withBearer(db, hashSecretToken(acceptance.token), async (bearer) => {
    const row = await spend(bearer, now);
    const person = { id: newId(), email: row.email, name };
    return bearer.asPerson(person.id, async (tx) => {
      await tx.rows.account.createMany({ data: [{ ...person, passwordHash }] });
      return { accountId: person.id, ...(await join(tx, person, row)) };
    });
  }).catch((reason: unknown) => {
    // The account was made meanwhile, by a sign-up or another invitation.
    throw isUniqueViolation(reason) ? signInFirst() : reason;
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
    where: { tokenHash: bearer.tokenHash, usedAt: null, revokedAt: null },
    data: { usedAt: new Date(now) },
  });
  if (spent.count !== 1) throw refused();
  return row;
}

const join = (tx: PersonTx, person: Person, { tenantId, role }: InvitationRow): Promise<{ slug: string }> =>
  tx.asTenant(tenantId, async (tenant) => {
    const joined = await tenant.rows.member.createMany({
      data: [{ tenantId, accountId: person.id, role: isRole(role) ? role : "viewer" }],
      skipDuplicates: true,
    });
    if (joined.count > 0)
      await recordAudit(
        tenant,
        { actor: `account:${person.id}`, actorName: person.email, onBehalfOf: null, event: "member.joined" },
        person.email,
        { after: { role } },
      );
    const { slug } = await tenant.rows.tenant.findUniqueOrThrow({ where: { id: tenantId } });
    return { slug };
  });
