import { createHash } from "node:crypto";
import type { Database } from "@outstation/db/database";
import { findThrottle, noteSignIn } from "@outstation/db/directory";
import { fault } from "@outstation/kit/fault";

/** So many failures cost nothing; each further one doubles the wait, up to a quarter of an hour. */
const FREE_FAILURES = { email: 5, address: 30 } as const;
const WAIT_MS_MAX = 15 * 60_000;

export type ThrottleKey = { readonly kind: keyof typeof FREE_FAILURES; readonly value: string };

const hashOf = ({ kind, value }: ThrottleKey) =>
  createHash("sha256").update(`${kind}:${value.trim().toLowerCase()}`).digest("hex");

/** How long someone waits after so many failures, milliseconds. */
export const waitMsAfter = (failures: number, kind: ThrottleKey["kind"]): number =>
  failures < FREE_FAILURES[kind] ? 0 : Math.min(WAIT_MS_MAX, 1000 * 2 ** (failures - FREE_FAILURES[kind]));

/** @throws Fault `sign_in.throttled` naming the seconds. The same for an address that has no account. */
export async function requireUnthrottled(db: Database, keys: readonly ThrottleKey[], now: number): Promise<void> {
  for (const key of keys) {
    const known = await findThrottle(db, hashOf(key));
    if (known === null) continue;
    const waitMs = known.lastFailedAt.getTime() + waitMsAfter(known.failures, key.kind) - now;
    if (waitMs > 0)
      throw fault("sign_in.throttled", `Too many attempts failed. Try again in ${Math.ceil(waitMs / 1000)} s.`, {
        waitMs,
      });
  }
}

export async function noteAttempt(
  db: Database,
  keys: readonly ThrottleKey[],
  succeeded: boolean,
  now: number,
): Promise<void> {
  // An attacker's one good password must not wipe out what their address did before.
  for (const key of keys.filter(({ kind }) => !succeeded || kind === "email"))
    await noteSignIn(db, hashOf(key), succeeded, now);
}
