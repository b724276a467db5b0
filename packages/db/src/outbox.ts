import { newId } from "@outstation/kit/ids";
import type { Database } from "./database";
import type { Prisma } from "./generated/client";
import { listen } from "./listen";
import { type TenantTx, withTenant } from "./tenant";

/** What a committed change still has to do outside the database, and with what. */
export type OutboxBodies = {
  "certificate.revoked": { serial: string; fingerprintMd5: string; clientId: string; notAfter: number; reason: string };
  "device.retired": { clientId: string; notAfter: number };
  "device.restored": { clientId: string };
  "tenant.suspended": { slug: string };
  "tenant.resumed": { slug: string };
  "attributes.desired": { tenant: string; device: string };
  "command.queued": { command: string };
  "command.cancelled": { command: string };
  "firmware.offered": { update: string };
  "firmware.withdrawn": { update: string };
  "edge_package.published": { tenant: string; device: string };
};
export type OutboxKind = keyof OutboxBodies;
export type OutboxEntry = {
  [K in OutboxKind]: { readonly id: string; readonly kind: K; readonly body: OutboxBodies[K] };
}[OutboxKind];
/** When each step was done, Unix milliseconds. */
export type OutboxStep = { readonly step: string; readonly at: number };

/** Adds an entry in the transaction of the change it carries on: it is done after the commit, and not without it. */
export async function appendOutbox<K extends OutboxKind>(
  tx: TenantTx,
  kind: K,
  body: OutboxBodies[K],
): Promise<string> {
  const id = newId();
  await tx.rows.outboxEntry.createMany({
    data: [{ tenantId: tx.tenantId, id, kind, body: body as Prisma.InputJsonObject }],
  });
  return id;
}

/**
 * Does one entry: locks it, runs `work`, and writes down how far it came. Of two workers, the second finds it taken and does
 * nothing. What `work` did before it failed is done again the next time, so each step must bear repeating.
 * @param retryAt when to try again after the n-th failure, Unix milliseconds.
 * @returns what went wrong, or null.
 */
export function doOutboxEntry(
  db: Database,
  due: { readonly tenantId: string; readonly id: string },
  options: { readonly now: () => number; readonly retryAt: (failures: number) => number },
  work: (entry: OutboxEntry, tx: TenantTx, done: (step: string) => void) => Promise<void>,
): Promise<unknown> {
  return withTenant(db, due.tenantId, async (tx) => {
    const key = { tenantId: due.tenantId, id: due.id };
    const [row] = await tx.rows.$queryRaw<{ kind: string; body: unknown; attempts: number }[]>`
      SELECT kind, body, attempts FROM outbox WHERE tenant_id = ${due.tenantId}::uuid AND id = ${due.id}::uuid AND done_at IS NULL
      FOR UPDATE SKIP LOCKED`;
    if (row === undefined) return null;
    const steps: OutboxStep[] = [];
    const failure = await work({ ...row, id: due.id } as OutboxEntry, tx, (step) =>
      steps.push({ step, at: options.now() }),
    ).then(
      () => null,
      (reason: unknown) => reason ?? new Error("unknown"),
    );
    const attempts = row.attempts + 1;
    await tx.rows.outboxEntry.updateMany({
      where: key,
      data:
        failure === null
          ? { attempts, steps, doneAt: new Date(options.now()), lastError: null }
          : { attempts, steps, nextAt: new Date(options.retryAt(attempts)), lastError: String(failure).slice(0, 500) },
    });
    return failure;
  });
}

/** Calls `onEntry` after each commit that added to the outbox, and after each reconnect, until the signal aborts. */
export const listenToOutbox = (db: Database, onEntry: () => void, signal: AbortSignal): Promise<void> =>
  listen(db, "outbox", onEntry, signal);
