import type { AuditEventName } from "@outstation/contracts/access/audit-events";
import type { Database } from "@outstation/db/database";
import { findMemberships } from "@outstation/db/directory";
import type { PersonTx } from "@outstation/db/person";
import { type Change, recordAudit } from "../audit";

/** Who a change of an account is told of. */
export type Person = { readonly id: string; readonly email: string; readonly name: string };

/**
 * Writes down what a person did to their own account, in the audit of every tenant they are a member of: each of them relies
 * on how that person signs in.
 */
export async function recordPersonAudit(
  db: Database,
  tx: PersonTx,
  person: Person,
  event: AuditEventName,
  change: Change = {},
): Promise<void> {
  const memberships = (await findMemberships(db, person.id))?.memberships ?? [];
  for (const { tenantId } of memberships)
    await tx.asTenant(tenantId, (tenant) =>
      recordAudit(
        tenant,
        { actor: `account:${person.id}`, actorName: person.email, onBehalfOf: null, event },
        person.email,
        change,
      ),
    );
}
