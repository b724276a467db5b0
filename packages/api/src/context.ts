import type { Database, TenantLog } from "@outstation/domain/ports";
import type { Clock } from "@outstation/kit/clock";

/** What a front desk works with; an app's compose.ts makes it once. */
export type Desk = {
  readonly db: Database;
  readonly log: TenantLog;
  readonly clock: Clock;
  /** Told of errors that no caller caused. */
  readonly onError: (error: unknown, path: string | undefined) => void;
};

/** One request: the desk, and who asks. Which tenant is decided by `viewMember`, afresh each time. */
export type RequestContext = {
  readonly desk: Desk;
  readonly accountId: string | null;
  /** The tenant a member of several wants to act in; null: the first. */
  readonly tenantSlug: string | null;
};
