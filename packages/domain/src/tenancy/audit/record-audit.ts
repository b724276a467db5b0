import type { TenantTx } from "@outstation/db/tenant";
import { newId } from "@outstation/kit/ids";

/** Who acts: `account:<id>`, `device:<key>` or `platform:<process>`. */
export type Actor = `account:${string}` | `device:${string}` | `platform:${string}`;

/** Writes down who did what, in the transaction that did it. */
export async function recordAudit(
  tx: TenantTx,
  actor: Actor,
  event: string,
  subject: string,
  detail: Record<string, string | number | boolean | null> = {},
): Promise<void> {
  await tx.rows.auditEvent.createMany({
    data: [{ tenantId: tx.tenantId, id: newId(), actor, event, subject, detail }],
  });
}
