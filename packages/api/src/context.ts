import type { Database, TenantLog } from "@outstation/domain/ports";
import type { SessionRef } from "@outstation/domain/tenancy/sessions";
import type { Clock } from "@outstation/kit/clock";

/** What a front desk works with; an app's compose.ts makes it once. */
export type Desk = {
  readonly db: Database;
  /** Under the platform's own role; null in an app that has no operator's rooms. */
  readonly platformDb: Database | null;
  readonly log: TenantLog;
  readonly clock: Clock;
  /** Told of errors that no caller caused. */
  readonly onError: (error: unknown, path: string | undefined) => void;
};

/** One request: the desk, and who asks. Which tenant is decided by `viewMember`, afresh each time. */
export type RequestContext = {
  readonly desk: Desk;
  readonly session: SessionRef | null;
  /** The tenant a member of several wants to act in; null: the first. */
  readonly tenantSlug: string | null;
};
