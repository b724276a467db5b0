import { fault } from "@outstation/kit/fault";
import { isId } from "@outstation/kit/ids";
import type { Database } from "./database";
import type { Prisma } from "./generated/client";

declare const heldTenant: unique symbol;

/**
 * A transaction in which exactly one tenant's rows exist. Made here only, so a function that takes one cannot be called
 * without having said whose rows it means; queries name `tenantId` as well, because every index begins with it.
 */
export type TenantTx = {
  readonly tenantId: string;
  readonly rows: Prisma.TransactionClient;
  readonly [heldTenant]: true;
};

/** Runs `work` in one transaction that sees and writes only the tenant's rows, and commits when it returns. */
export function withTenant<T>(db: Database, tenantId: string, work: (tx: TenantTx) => Promise<T>): Promise<T> {
  assertTenantId(tenantId);
  return db.prisma.$transaction(async (rows) => {
    await hold(rows, { tenantId });
    return work({ tenantId, rows } as TenantTx);
  });
}

/**
 * A transaction of the platform's own desk: tenants, accounts, members and operators, and nothing inside a tenant but what
 * `asTenant` lets the platform role write there: audit events, grants of its operators and outbox entries.
 */
export type PlatformTx = {
  readonly rows: Prisma.TransactionClient;
  readonly reason: string;
  asTenant<T>(tenantId: string, work: (tx: TenantTx) => Promise<T>): Promise<T>;
};

/**
 * Runs `work` across tenants, as the platform role, for a reason that a reader of the call understands.
 */
export function withPlatform<T>(db: Database, reason: string, work: (tx: PlatformTx) => Promise<T>): Promise<T> {
  return db.prisma.$transaction(async (rows) => {
    await hold(rows, {});
    return work({ rows, reason, asTenant: (tenantId, inside) => holdTenant(rows, tenantId, inside) });
  });
}

/**
 * For the doors of this package: what a transaction holds, and that it holds nothing else. Each door says all three, so that
 * what an earlier user of the pooled connection left behind opens nothing.
 */
export async function hold(
  rows: Prisma.TransactionClient,
  held: { readonly tenantId?: string; readonly accountId?: string; readonly tokenHash?: string },
): Promise<void> {
  const { tenantId = "", accountId = "", tokenHash = "" } = held;
  await rows.$executeRaw`SELECT set_config('app.tenant_id', ${tenantId}, true), set_config('app.account_id', ${accountId}, true),
    set_config('app.token_hash', ${tokenHash}, true)`;
}

/** For the doors of this package: holds a tenant for a part of a transaction, and lets go of it after. */
export async function holdTenant<T>(
  rows: Prisma.TransactionClient,
  tenantId: string,
  work: (tx: TenantTx) => Promise<T>,
): Promise<T> {
  assertTenantId(tenantId);
  await rows.$executeRaw`SELECT set_config('app.tenant_id', ${tenantId}, true)`;
  const result = await work({ tenantId, rows } as TenantTx);
  await rows.$executeRaw`SELECT set_config('app.tenant_id', '', true)`;
  return result;
}

/** The same for connections that speak SQL: this tenant, no person and no secret. */
export const HOLD_TENANT = `SELECT set_config('app.tenant_id', $1, true), set_config('app.account_id', '', true),
  set_config('app.token_hash', '', true)`;

/**
 * One read as one tenant, in one round trip. For the hot queries of the telemetry store and the event log.
 * @returns the rows as `pg` parses them.
 */
export async function readAsTenant<Row>(
  db: Database,
  tenantId: string,
  sql: string,
  parameters: readonly unknown[],
): Promise<Row[]> {
  assertTenantId(tenantId);
  const client = await db.reads.connect();
  let broken: unknown;
  try {
    // All four are sent before the first answer comes back. An error aborts the transaction and COMMIT then rolls back.
    const sent = [
      client.query("BEGIN READ ONLY"),
      client.query(HOLD_TENANT, [tenantId]),
      client.query(sql, parameters as unknown[]),
      client.query("COMMIT"),
    ] as const;
    const [, , result] = await settled(sent);
    return result.rows as Row[];
  } catch (reason) {
    broken = reason;
    throw reason;
  } finally {
    client.release(broken instanceof Error && !("severity" in broken) ? broken : undefined);
  }
}

/** Waits for every answer before failing with the first error, so that the connection is idle when it is released. */
async function settled<T extends readonly Promise<unknown>[]>(sent: T): Promise<{ [K in keyof T]: Awaited<T[K]> }> {
  const results = await Promise.allSettled(sent);
  const failed = results.find((result) => result.status === "rejected");
  if (failed) throw failed.reason;
  return results.map((result) => (result as PromiseFulfilledResult<unknown>).value) as {
    [K in keyof T]: Awaited<T[K]>;
  };
}

export function assertTenantId(tenantId: string): void {
  if (!isId(tenantId)) throw fault("tenant.malformed_id", "The tenant id is malformed.", { tenantId });
}
