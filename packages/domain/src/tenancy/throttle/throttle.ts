import { createHash } from "node:crypto";
import type { Database } from "@outstation/db/database";
import { claimAttempt as claim, clearAttempts, findThrottle, giveBackAttempt } from "@outstation/db/directory";
import { fault } from "@outstation/kit/fault";

const MINUTE_MS = 60_000;

/**
 * So many attempts that fail cost nothing; each further one doubles the wait. A mail counts as such an attempt always: we
 * are nobody's means to fill another's mailbox. Behind one address stands an office of people, so it is given more.
 */
const LIMITS = {
  email: { free: 5, firstWaitMs: 1000, waitMsMax: 15 * MINUTE_MS },
  address: { free: 30, firstWaitMs: 1000, waitMsMax: 15 * MINUTE_MS },
  mail_to: { free: 3, firstWaitMs: MINUTE_MS, waitMsMax: 6 * 60 * MINUTE_MS },
  mail_from: { free: 60, firstWaitMs: 1000, waitMsMax: 15 * MINUTE_MS },
} as const;
/** Attempts that meet at one key are counted one after the other. */
const CLAIMS_MAX = 20;

export type ThrottleKey = { readonly kind: keyof typeof LIMITS; readonly value: string };

/** An attempt that counts as failed until it is said how it ended. */
export type Attempt = {
  /** It was right: what failed under the email before is forgotten; under an address this one is only not counted, or an attacker's one good password would wipe out their guesses. */
  succeed(): Promise<void>;
  /** It was neither right nor wrong. */
  giveBack(): Promise<void>;
};

const hashOf = ({ kind, value }: ThrottleKey) =>
  createHash("sha256").update(`${kind}:${value.trim().toLowerCase()}`).digest("hex");

/** How long someone waits after so many failures, milliseconds. */
export function waitMsAfter(failures: number, kind: ThrottleKey["kind"]): number {
  const { free, firstWaitMs, waitMsMax } = LIMITS[kind];
  return failures < free ? 0 : Math.min(waitMsMax, firstWaitMs * 2 ** (failures - free));
}

type Claimed = { readonly kind: ThrottleKey["kind"]; readonly hash: string; readonly failedBefore: Date | null };

/**
 * Takes one attempt under each key before it is made, so that many at once are not one. The same for an email that has no
 * account.
 * @throws Fault `sign_in.throttled` naming the seconds
 */
export async function claimAttempt(db: Database, keys: readonly ThrottleKey[], now: number): Promise<Attempt> {
  const claimed: Claimed[] = [];
  const giveBack = async (those: readonly Claimed[]) => {
    for (const { hash, failedBefore } of those) await giveBackAttempt(db, hash, now, failedBefore);
  };
  for (const key of keys) {
    const outcome = await claimOne(db, key, now);
    if ("waitMs" in outcome) {
      await giveBack(claimed);
      throw fault(
        "sign_in.throttled",
        `Too many attempts failed. Try again in ${secondsOf(outcome.waitMs)} s.`,
        outcome,
      );
    }
    claimed.push(outcome);
  }
  return {
    giveBack: () => giveBack(claimed),
    succeed: async () => {
      for (const { hash } of claimed.filter(({ kind }) => kind === "email")) await clearAttempts(db, hash);
      await giveBack(claimed.filter(({ kind }) => kind !== "email"));
    },
  };
}

/**
 * Counts a mail that someone asks us to send.
 * @param from the address of the caller on the network, where it is known.
 * @throws Fault `mail.throttled` naming the seconds
 */
export async function requireMailAllowed(db: Database, to: string, from: string | null, now: number): Promise<void> {
  const keys: ThrottleKey[] = [
    { kind: "mail_to", value: to },
    ...(from === null ? [] : [{ kind: "mail_from", value: from } as const]),
  ];
  for (const key of keys) {
    const outcome = await claimOne(db, key, now);
    if ("waitMs" in outcome)
      throw fault(
        "mail.throttled",
        `Too many mails were asked for. Try again in ${secondsOf(outcome.waitMs)} s.`,
        outcome,
      );
  }
}

const secondsOf = (ms: number) => Math.ceil(ms / 1000);

async function claimOne(db: Database, key: ThrottleKey, now: number): Promise<Claimed | { readonly waitMs: number }> {
  const hash = hashOf(key);
  for (let round = 0; round < CLAIMS_MAX; round++) {
    const known = await findThrottle(db, hash);
    const failures = known?.failures ?? 0;
    // A clock that was set back makes no wait longer than it is.
    const sinceMs = Math.max(0, now - (known?.lastFailedAt.getTime() ?? 0));
    const waitMs = waitMsAfter(failures, key.kind) - sinceMs;
    if (waitMs > 0) return { waitMs };
    if (await claim(db, hash, failures, now))
      return { kind: key.kind, hash, failedBefore: known?.lastFailedAt ?? null };
  }
  return { waitMs: LIMITS[key.kind].firstWaitMs };
}
