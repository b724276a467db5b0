import type { AuditEventName } from "@outstation/contracts/access/audit-events";
import type { TenantTx } from "@outstation/db/tenant";
import { newId } from "@outstation/kit/ids";

/** Who acts: a person, a device, or a process of the platform. */
export type Actor = `account:${string}` | `device:${string}` | `platform:${string}`;

/** One deed: who, under which grant of an operator (null for one's own tenant), and what it is called. */
export type Act = {
  readonly actor: Actor;
  /** As people know the actor: an address, a device's key, a process. */
  readonly actorName: string;
  readonly onBehalfOf: string | null;
  readonly event: AuditEventName;
};

/** What JSON can hold. */
export type AuditValue =
  | string
  | number
  | boolean
  | null
  | readonly AuditValue[]
  | { readonly [key: string]: AuditValue };

/** What the subject was and what it became; only what changed, and never a secret. */
export type Change = {
  readonly before?: { readonly [field: string]: AuditValue };
  readonly after?: { readonly [field: string]: AuditValue };
};

/** A deed of a process or a device, in its own name. */
export const actOf = (actor: Actor, event: AuditEventName): Act => ({
  actor,
  actorName: actor.slice(actor.indexOf(":") + 1),
  onBehalfOf: null,
  event,
});

/** Another deed of the same hand. */
export const alsoAct = (act: Act, event: AuditEventName): Act => ({ ...act, event });

/**
 * Writes down who did what, in the transaction that did it. The database numbers the event and chains it to the one before.
 * @param subject what it was done to, by the name people use: a device's key, a member's address, a site's name.
 */
export async function recordAudit(tx: TenantTx, act: Act, subject: string, change: Change = {}): Promise<void> {
  const { before, after } = change;
  await tx.rows.auditEvent.createMany({
    data: [
      {
        tenantId: tx.tenantId,
        id: newId(),
        ...act,
        subject,
        ...(before ? { before: before as object } : {}),
        ...(after ? { after: after as object } : {}),
      },
    ],
  });
}
