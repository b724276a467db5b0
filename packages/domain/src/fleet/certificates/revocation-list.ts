import type { Database } from "@outstation/db/database";
import { listRevoked } from "@outstation/db/directory";
import type { RevocationReason, Signer } from "../../ports";

export type SignedList = { readonly der: Uint8Array; readonly number: bigint; readonly signedAt: number };

/** A list is signed again after half its life at the latest, so that a reader never holds one that has run out. */
const RESIGN_AFTER_MS = 12 * 3_600_000;
/** An entry stays until it was on a list signed after its certificate ended (RFC 5280, 3.3). */
const AFTER_END_MS = 24 * 3_600_000;

/**
 * The list of revocations of all tenants: serials and dates, which name nobody. Signed anew when something was revoked since,
 * or when the last one grows old.
 */
export function openRevocationList(db: Database, signer: Signer, now: () => number): () => Promise<SignedList> {
  let last: (SignedList & { readonly content: string }) | null = null;
  return async () => {
    const at = now();
    const rows = await listRevoked(db, at - AFTER_END_MS);
    const content = rows.map(({ serial }) => serial).join(",");
    if (last !== null && last.content === content && at - last.signedAt < RESIGN_AFTER_MS) return last;
    // Milliseconds grow, also across a restart and between two processes that sign.
    const number = BigInt(Math.max(at, Number(last?.number ?? 0n) + 1));
    const revoked = rows.map(({ serial, revokedAt, revokedReason }) => ({
      serial,
      revokedAt,
      reason: revokedReason as RevocationReason,
    }));
    last = { der: await signer.revocationList({ revoked, number, now: at }), number, signedAt: at, content };
    return last;
  };
}
