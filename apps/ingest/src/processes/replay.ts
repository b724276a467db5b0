import { type Clock, sleep } from "@outstation/kit/clock";
import type { Logger } from "@outstation/kit/logger";
import { loop, type Process } from "./process";

type Tenant = { readonly id: string; readonly slug: string };

export type ReplayDeps = {
  readonly clock: Clock;
  readonly logger: Logger;
  readonly listTenants: () => Promise<readonly Tenant[]>;
  readonly carryOut: (tenant: Tenant) => Promise<{ readonly replayed: number; readonly refused: number }>;
  /** Calls back with the tenant after every wish for a replay, and with null when one may have been missed. */
  readonly listen: (onRequested: (tenantId: string | null) => void, signal: AbortSignal) => Promise<void>;
  /** Forgets what was received before an instant. @returns how many messages went. */
  readonly forget: (before: number) => Promise<number>;
  /** How long a message stays in quarantine. */
  readonly keepMs: number;
};

/** Wishes whose announcement was missed, and those that failed, are found by looking at every tenant. */
const LOOK_EVERY_MS = 60_000;
const FORGET_EVERY_MS = 3_600_000;

/** Sends quarantined messages through the pipeline again where a member wishes it, and forgets those that are too old. */
export const replay = (deps: ReplayDeps): Process =>
  loop("replay", async (signal) => {
    const wanted = new Set<string | null>([null]);
    let wake = new AbortController();
    const listening = deps.listen((tenantId) => {
      wanted.add(tenantId);
      wake.abort();
    }, signal);
    let forgottenAt = Number.NEGATIVE_INFINITY;
    while (!signal.aborted) {
      wake = new AbortController();
      const now = deps.clock.now();
      const tenantIds = new Set(wanted);
      wanted.clear();
      await pass(deps, tenantIds, now - forgottenAt >= FORGET_EVERY_MS).catch((reason) =>
        deps.logger.warn({ err: reason }, "replays failed; they are tried again"),
      );
      if (now - forgottenAt >= FORGET_EVERY_MS) forgottenAt = now;
      if (wanted.size > 0) continue;
      await sleep(LOOK_EVERY_MS, AbortSignal.any([signal, wake.signal]));
      if (wanted.size === 0) wanted.add(null);
    }
    await listening;
  });

async function pass(
  { listTenants, carryOut, forget, keepMs, clock, logger }: ReplayDeps,
  wanted: ReadonlySet<string | null>,
  isTimeToForget: boolean,
): Promise<void> {
  for (const tenant of await listTenants()) {
    if (!wanted.has(null) && !wanted.has(tenant.id)) continue;
    const outcome = await carryOut(tenant);
    if (outcome.replayed > 0) logger.info({ tenant: tenant.slug, ...outcome }, "quarantined messages replayed");
  }
  if (!isTimeToForget) return;
  const forgotten = await forget(clock.now() - keepMs);
  if (forgotten > 0) logger.info({ forgotten }, "quarantined messages forgotten");
}
