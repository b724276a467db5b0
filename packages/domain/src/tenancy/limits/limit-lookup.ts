import type { Database } from "@outstation/db/database";
import { listLimits } from "@outstation/db/directory";
import type { Clock } from "@outstation/kit/clock";
import { DEFAULT_LIMITS, limitsOf, type TenantLimits } from "./limits";

/** Every tenant's limits in memory, for the hot path: asking waits for nothing. */
export type LimitLookup = {
  /**
   * By slug. Before the first answer of the database, and while it is away, what was known last: at first the default plan.
   * A change is seen within 10 s.
   */
  limitsOf(tenant: string): TenantLimits;
  /** The same by id. */
  limitsOfId(tenantId: string): TenantLimits;
  /** Resolves when the limits have been read after this call. @throws what the database throws */
  refresh(): Promise<void>;
};

/** Half of the promise: the one who asks after this long gets the old answer, and the next one the new. */
export const REFRESH_MS = 5_000;

/**
 * Reads the limits that differ from the default plan's, all of them at once, when someone asks and they are old.
 * @param onError told when they cannot be read again; those known stay in force.
 */
export function createLimitLookup(
  db: Database,
  clock: Clock,
  onError: (reason: unknown) => void = () => undefined,
): LimitLookup {
  let bySlug: ReadonlyMap<string, TenantLimits> = new Map();
  let byId: ReadonlyMap<string, TenantLimits> = new Map();
  let readAt = Number.NEGATIVE_INFINITY;
  let reading: Promise<void> | null = null;

  async function read(): Promise<void> {
    const rows = (await listLimits(db)).map((row) => ({ ...row, limits: limitsOf(row) }));
    bySlug = new Map(rows.map(({ slug, limits }) => [slug, limits]));
    byId = new Map(rows.map(({ tenantId, limits }) => [tenantId, limits]));
  }
  function keepFresh(): void {
    const now = clock.now();
    if (reading !== null || now - readAt < REFRESH_MS) return;
    // Also where it fails: a database that is away is asked every few seconds, not by every message.
    readAt = now;
    reading = read()
      .catch(onError)
      .finally(() => {
        reading = null;
      });
  }
  return {
    limitsOf: (tenant) => {
      keepFresh();
      return bySlug.get(tenant) ?? DEFAULT_LIMITS;
    },
    limitsOfId: (tenantId) => {
      keepFresh();
      return byId.get(tenantId) ?? DEFAULT_LIMITS;
    },
    refresh: async () => {
      readAt = clock.now();
      await read();
    },
  };
}
