import type { Role } from "@outstation/contracts/access/permissions";
import { fault } from "@outstation/kit/fault";

/** Seven days, as people answer mails. */
export const INVITATION_MS = 7 * 86_400_000;

export type InvitationState = "open" | "expired" | "accepted" | "withdrawn";

type Dates = { readonly expiresAt: Date; readonly usedAt: Date | null; readonly revokedAt: Date | null };

export function stateOf({ expiresAt, usedAt, revokedAt }: Dates, now: number): InvitationState {
  if (usedAt !== null) return "accepted";
  if (revokedAt !== null) return "withdrawn";
  return expiresAt.getTime() <= now ? "expired" : "open";
}

/** Only an owner makes owners. @throws Fault `member.owner_only` */
export function requireOwnerFor(role: string, of: Role): void {
  if (role === "owner" && of !== "owner")
    throw fault("member.owner_only", "Only an owner can make someone an owner or change one.");
}
