import type { PoolClient } from "pg";
import type { Database } from "./database";
import { assertTenantId, HOLD_TENANT } from "./tenant";

const HOLD_NONE = HOLD_TENANT.replace("$1", "''");

/**
 * A transaction of an ingest worker, which carries the messages of many tenants at once. It is still one tenant at a time:
 * outside `asTenant` the policies show it no tenant's rows at all.
 */
export type WorkerTx = {
  /** For this package only. */
  readonly client: PoolClient;
  asTenant<T>(tenantId: string, work: () => Promise<T>): Promise<T>;
  /**
   * Is told once the transaction has committed, and not if it was rolled back. Where the connection broke while it committed
   * nobody knows: `isCertain` is then false. Nothing waits for it and it must not throw.
   */
  afterCommit(tell: (isCertain: boolean) => void): void;
};

/**
 * Runs `work` in one transaction and commits when it returns. All or nothing: also across tenants.
 * @param isolation under REPEATABLE READ every statement sees the rows of the first, and a change to one that was changed since
 *   fails (40001) and rolls back.
 */
export async function withWorker<T>(
  db: Database,
  work: (tx: WorkerTx) => Promise<T>,
  isolation: "READ COMMITTED" | "REPEATABLE READ" = "READ COMMITTED",
): Promise<T> {
  const client = await db.workers.connect();
  let broken: Error | undefined;
  const told: ((isCertain: boolean) => void)[] = [];
  let isCommitting = false;
  try {
    await client.query(`BEGIN ISOLATION LEVEL ${isolation}; ${HOLD_NONE}`);
    const result = await work({
      client,
      asTenant: (tenantId, inside) => asTenant(client, tenantId, inside),
      afterCommit: (tell) => void told.push(tell),
    });
    isCommitting = true;
    await client.query("COMMIT");
    for (const tell of told) tell(true);
    return result;
  } catch (reason) {
    if (isCommitting) for (const tell of told) tell(false);
    await client.query("ROLLBACK").catch((cause: Error) => {
      broken = cause;
    });
    throw reason;
  } finally {
    client.release(broken);
  }
}

async function asTenant<T>(client: PoolClient, tenantId: string, work: () => Promise<T>): Promise<T> {
  assertTenantId(tenantId);
  await client.query(HOLD_TENANT, [tenantId]);
  const result = await work();
  await client.query(HOLD_TENANT, [""]);
  return result;
}
