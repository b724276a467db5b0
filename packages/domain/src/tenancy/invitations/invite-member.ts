import type { Role } from "@outstation/contracts/access/permissions";
import type { Database } from "@outstation/db/database";
import { withTenant } from "@outstation/db/tenant";
import { fault } from "@outstation/kit/fault";
import { newId } from "@outstation/kit/ids";
import { hashSecretToken, makeSecretToken } from "@outstation/kit/secret-token";
import type { AccountDesk } from "../accounts";
import { type Act, recordAudit } from "../audit";
import { requireMailAllowed } from "../throttle";
import { INVITATION_MS, type InvitationState, requireOwnerFor, stateOf } from "./invitation";

export type InvitationLine = {
  readonly id: string;
  readonly email: string;
  readonly role: string;
  readonly invitedBy: string;
  readonly createdAt: number;
  readonly expiresAt: number;
  readonly state: InvitationState;
};

type Inviter = { readonly tenantId: string; readonly tenantName: string; readonly role: Role };

/**
 * Asks a person to join, by mail: bound to their address, for seven days, once. An open invitation of the same address is
 * withdrawn for it.
 * @throws Fault `member.exists`, `member.owner_only`, `mail.throttled`, `mail.unavailable`
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
    await requireMailAllowed(desk.db, email, null, desk.now);
    await tx.rows.invitation.updateMany({
      where: { tenantId, email, usedAt: null, revokedAt: null },
      data: { revokedAt: new Date(desk.now) },
    });
    const invitation = {
      tenantId,
      id: newId(),
      email,
      role: wanted.role,
      tokenHash: hashSecretToken(token),
      invitedBy: act.actorName,
      createdAt: new Date(desk.now),
      expiresAt: new Date(desk.now + INVITATION_MS),
    };
    await tx.rows.invitation.createMany({ data: [invitation] });
    await recordAudit(tx, act, email, { after: { role: wanted.role } });
  });
  await mailInvitation(desk, inviter.tenantName, { email, role: wanted.role, token, invitedBy: act.actorName });
}

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
  return rows.map(({ id, email, role, invitedBy, createdAt, expiresAt, ...dates }) => ({
    id,
    email,
    role,
    invitedBy,
    createdAt: createdAt.getTime(),
    expiresAt: expiresAt.getTime(),
    state: stateOf({ expiresAt, ...dates }, now),
  }));
}

const notFound = () => fault("invitation.not_found", "There is no such invitation.");

/** Withdraws an open invitation: its link opens nothing any more. @throws Fault `invitation.not_found` */
export const withdrawInvitation = (db: Database, tenantId: string, act: Act, id: string, now: number): Promise<void> =>
  withTenant(db, tenantId, async (tx) => {
    const row = await tx.rows.invitation.findUnique({ where: { tenantId_id: { tenantId, id } } });
    if (row === null) throw notFound();
    const changed = await tx.rows.invitation.updateMany({
      where: { tenantId, id, usedAt: null, revokedAt: null },
      data: { revokedAt: new Date(now) },
    });
    if (changed.count > 0) await recordAudit(tx, act, row.email, { before: { role: row.role } });
  });

/**
 * Sends an invitation again with a new link and new seven days; the old link opens nothing any more.
 * @throws Fault `invitation.not_found`, `member.owner_only`, `mail.throttled`, `mail.unavailable`
 */
export async function resendInvitation(desk: AccountDesk, act: Act, inviter: Inviter, id: string): Promise<void> {
  const { tenantId } = inviter;
  const token = makeSecretToken();
  const sent = await withTenant(desk.db, tenantId, async (tx) => {
    const row = await tx.rows.invitation.findUnique({ where: { tenantId_id: { tenantId, id } } });
    if (row === null || row.usedAt !== null || row.revokedAt !== null) throw notFound();
    requireOwnerFor(row.role, inviter.role);
    await requireMailAllowed(desk.db, row.email, null, desk.now);
    const renewed = await tx.rows.invitation.updateMany({
      where: { tenantId, id, usedAt: null, revokedAt: null },
      data: { tokenHash: hashSecretToken(token), expiresAt: new Date(desk.now + INVITATION_MS) },
    });
    if (renewed.count !== 1) throw notFound();
    await recordAudit(tx, act, row.email);
    return row;
  });
  await mailInvitation(desk, inviter.tenantName, { ...sent, token });
}
