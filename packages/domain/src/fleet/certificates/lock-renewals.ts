import type { TenantTx } from "@outstation/db/tenant";

/**
 * Until the transaction ends, nobody else renews or revokes this certificate. Of two renewals at once the second finds what
 * the first made, and no renewal slips past a revocation.
 */
export async function lockRenewals(tx: TenantTx, certificateId: string): Promise<void> {
  await tx.rows.$executeRaw`SELECT pg_advisory_xact_lock(hashtextextended(${certificateId}, 0))`;
}
