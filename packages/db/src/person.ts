import { fault } from "@outstation/kit/fault";
import { isId } from "@outstation/kit/ids";
import type { Database } from "./database";
import type { Prisma } from "./generated/client";
import { hold, holdTenant, type TenantTx } from "./tenant";

declare const heldAccount: unique symbol;

/** A transaction in which exactly one person's own rows exist: their account, sessions, second factor and resets. */
export type PersonTx = {
  readonly accountId: string;
  readonly rows: Prisma.TransactionClient;
  /** A part of the same transaction in which a tenant's rows exist too. */
  asTenant<T>(tenantId: string, work: (tx: TenantTx) => Promise<T>): Promise<T>;
  readonly [heldAccount]: true;
};

/** Runs `work` in one transaction that sees and writes only this person's rows, and commits when it returns. */
export function withPerson<T>(db: Database, accountId: string, work: (tx: PersonTx) => Promise<T>): Promise<T> {
  assertAccountId(accountId);
  return db.prisma.$transaction(async (rows) => {
    await hold(rows, { accountId });
    return work(personTx(rows, accountId));
  });
}

/** A transaction of someone who is nobody yet but holds a secret: the row that carries its hash exists, and no other. */
export type BearerTx = {
  readonly tokenHash: string;
  readonly rows: Prisma.TransactionClient;
  /** A part of the same transaction as the person the row names, or the one it becomes. */
  asPerson<T>(accountId: string, work: (tx: PersonTx) => Promise<T>): Promise<T>;
  /** A part of the same transaction in which the tenant's rows exist that the row names. */
  asTenant<T>(tenantId: string, work: (tx: TenantTx) => Promise<T>): Promise<T>;
};

/**
 * Runs `work` in one transaction that sees the sign-up, invitation or password reset with this hash.
 * @param tokenHash SHA-256 of the secret, hexadecimal.
 */
export function withBearer<T>(db: Database, tokenHash: string, work: (tx: BearerTx) => Promise<T>): Promise<T> {
  if (!/^[0-9a-f]{64}$/.test(tokenHash)) throw fault("token.malformed_hash", "The token's hash is malformed.");
  return db.prisma.$transaction(async (rows) => {
    await hold(rows, { tokenHash });
    return work({
      tokenHash,
      rows,
      asPerson: (accountId, inside) => holdPerson(rows, accountId, inside),
      asTenant: (tenantId, inside) => holdTenant(rows, tenantId, inside),
    });
  });
}

async function holdPerson<T>(
  rows: Prisma.TransactionClient,
  accountId: string,
  work: (tx: PersonTx) => Promise<T>,
): Promise<T> {
  assertAccountId(accountId);
  await rows.$executeRaw`SELECT set_config('app.account_id', ${accountId}, true)`;
  return work(personTx(rows, accountId));
}

const personTx = (rows: Prisma.TransactionClient, accountId: string) =>
  ({ accountId, rows, asTenant: (tenantId, inside) => holdTenant(rows, tenantId, inside) }) as PersonTx;

function assertAccountId(accountId: string): void {
  if (!isId(accountId)) throw fault("account.malformed_id", "The account id is malformed.", { accountId });
}
