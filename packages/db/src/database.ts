import { PrismaPg } from "@prisma/adapter-pg";
import { Pool, type PoolConfig } from "pg";
import { assertBoundByPolicies } from "./boot-check";
import { PrismaClient } from "./generated/client";

/**
 * One process's way to Postgres, under one role. Everything else in this package takes it as its first argument;
 * the connections themselves are reached inside this package only.
 */
export type Database = {
  /** Control tables. */
  readonly prisma: PrismaClient;
  /** Transactions of the ingest workers, COPY included. */
  readonly workers: Pool;
  /** Short reads, pipelined: BEGIN, set_config, query and COMMIT in one flush (0.75 against 0.43 of a bare read, facts/performance 6). */
  readonly reads: Pool;
  readonly url: string;
  close(): Promise<void>;
};

/**
 * Opens the database and refuses a role that could see past the policies.
 * @param connectionsMax for each of the three pools; they open connections only when used.
 * @throws Fault `database.unsafe_role`
 */
export async function openDatabase(url: string, connectionsMax = 8): Promise<Database> {
  const workers = openPool({ connectionString: url, max: connectionsMax });
  const reads = openPool({ connectionString: url, max: connectionsMax, pipeline: true });
  // Prisma's default waits 2 s for a connection, which a busy start-up exceeds (facts/stack 4).
  const prisma = new PrismaClient({
    adapter: new PrismaPg({ connectionString: url, max: connectionsMax }),
    transactionOptions: { maxWait: 10_000, timeout: 20_000 },
  });
  const close = async () => {
    await Promise.all([workers.end(), reads.end(), prisma.$disconnect()]);
  };
  try {
    await assertBoundByPolicies(workers);
  } catch (reason) {
    await close();
    throw reason;
  }
  return { prisma, workers, reads, url, close };
}

function openPool(config: PoolConfig & { pipeline?: boolean }): Pool {
  const pool = new Pool(config);
  // An idle connection that breaks is replaced at the next use; without a listener it would end the process.
  pool.on("error", () => undefined);
  // Nor does one that breaks while somebody has it, between two queries: the next of them fails.
  pool.on("connect", (client) => client.on("error", () => undefined));
  return pool;
}
