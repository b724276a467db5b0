import { type Clock, sleep } from "@outstation/kit/clock";
import type { Logger } from "@outstation/kit/logger";
import { loop, type Process } from "./process";

type Tenant = { readonly id: string; readonly slug: string };
/** An export that changed; null where any may have. */
type Change = { readonly tenantId: string; readonly exportId: string } | null;

export type ExportsDeps = {
  readonly clock: Clock;
  readonly logger: Logger;
  readonly listTenants: () => Promise<Tenant[]>;
  readonly listWaiting: (tenantId: string) => Promise<string[]>;
  readonly run: (tenant: Tenant, exportId: string) => Promise<string>;
  /** Calls back after every commit that changed an export. */
  readonly listen: (onChanged: (change: Change) => void, signal: AbortSignal) => Promise<void>;
  /** @returns how many files expired. */
  readonly forget: (tenantId: string) => Promise<number>;
};

/** Exports whose worker died, and files that expired, are found by looking. */
const LOOK_EVERY_MS = 60_000;

/** Makes the exports that members ask for, one at a time. */
export const exportsProcess = (deps: ExportsDeps): Process =>
  loop("exports", async (signal) => {
    let news = noNews();
    let wake = new AbortController();
    const listening = deps.listen((change) => {
      if (change === null) news.isOfAll = true;
      else news.tenants.add(change.tenantId);
      wake.abort();
    }, signal);
    let looksAt = 0;
    while (!signal.aborted) {
      wake = new AbortController();
      const isLook = deps.clock.now() >= looksAt;
      if (isLook) looksAt = deps.clock.now() + LOOK_EVERY_MS;
      const heard = news;
      news = noNews();
      await pass(deps, { tenants: heard.tenants, isOfAll: heard.isOfAll || isLook, isLook }, signal);
      const isQuiet = !news.isOfAll && news.tenants.size === 0;
      if (isQuiet) await sleep(looksAt - deps.clock.now(), AbortSignal.any([signal, wake.signal]));
    }
    await listening;
  });

/** Tenants that may have an export waiting. */
const noNews = () => ({ tenants: new Set<string>(), isOfAll: false });
type Wanted = ReturnType<typeof noNews> & { readonly isLook: boolean };

async function pass(deps: ExportsDeps, wanted: Wanted, signal: AbortSignal): Promise<void> {
  const { logger, listTenants, listWaiting, run, forget } = deps;
  try {
    for (const tenant of await listTenants()) {
      if (!wanted.isOfAll && !wanted.tenants.has(tenant.id)) continue;
      if (wanted.isLook) await forget(tenant.id);
      for (const exportId of await listWaiting(tenant.id)) {
        if (signal.aborted) return;
        logger.info({ tenant: tenant.slug, exportId, outcome: await run(tenant, exportId) }, "export");
      }
    }
  } catch (reason) {
    logger.warn({ err: reason }, "exports could not be made; they are tried again");
  }
}
