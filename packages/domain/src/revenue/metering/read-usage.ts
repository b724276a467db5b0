import { partitionOf, STREAMS } from "@outstation/contracts/streams/streams";
import type { TenantUsage } from "@outstation/db/metering/across-tenants";
import { listTenantUsage } from "@outstation/db/metering/across-tenants";
import { readStanding, type Standing } from "@outstation/db/metering/position";
import {
  type DeviceUsage,
  type HourVersion,
  listDeviceUsage,
  listHourVersions,
  listPeriods,
  type PeriodUnit,
  type PeriodUsage,
} from "@outstation/db/metering/usage";
import { fault } from "@outstation/kit/fault";
import { type Database, METER_CONSUMER } from "../../ports";
import { HOUR_MS } from "./usage-hours";

/** Days that a question may span, by what it is answered in: about a thousand lines at most. */
export const RANGE_DAYS_MAX: Readonly<Record<PeriodUnit, number>> = { hour: 31, day: 400, month: 3700 };
/** Devices listed at most; the total is told. */
export const DEVICES_MAX = 1000;

/** Unix milliseconds, `to` exclusive. Hours are whole: one that a bound lies in belongs to it from its beginning. */
export type UsageRange = { readonly from: number; readonly to: number };

export type UsageView = {
  readonly unit: PeriodUnit;
  /** Periods in which something was counted, oldest first. Days and months are those of UTC. */
  readonly periods: readonly PeriodUsage[];
  readonly asOf: AsOf;
};

/** How far the meter had come in the tenant's events when this was read; it is behind where more is appended than read. */
export type AsOf = Standing & { readonly partition: number };

/**
 * A tenant's usage by hour, day or month, or one of its devices'.
 * @throws Fault `usage.range_invalid`
 */
export async function readUsage(
  db: Database,
  tenantId: string,
  request: UsageRange & { readonly unit: PeriodUnit; readonly deviceId: string | null },
): Promise<UsageView> {
  const range = wholeHours(request, RANGE_DAYS_MAX[request.unit]);
  // Read before the sums: what they hold is at least as far.
  const asOf = await readAsOf(db, tenantId);
  return {
    unit: request.unit,
    periods: await listPeriods(db, tenantId, range, request.unit, request.deviceId),
    asOf,
  };
}

/**
 * What each of a tenant's devices sent in a range, the one with the most bytes first.
 * @throws Fault `usage.range_invalid`
 */
export async function readDeviceUsage(
  db: Database,
  tenantId: string,
  request: UsageRange,
): Promise<{ readonly devices: readonly DeviceUsage[]; readonly total: number; readonly asOf: AsOf }> {
  const range = wholeHours(request, RANGE_DAYS_MAX.day);
  const asOf = await readAsOf(db, tenantId);
  return { ...(await listDeviceUsage(db, tenantId, range, DEVICES_MAX)), asOf };
}

/**
 * Every version of a tenant's hours, oldest first: an invoice names the versions it billed, and only closed ones.
 * @throws Fault `usage.range_invalid`
 */
export const readHourVersions = (db: Database, tenantId: string, request: UsageRange): Promise<HourVersion[]> =>
  listHourVersions(db, tenantId, wholeHours(request, RANGE_DAYS_MAX.hour));

/**
 * What every tenant used. For the platform's own desk.
 * @throws Fault `usage.range_invalid`
 */
export const readTenantUsage = (platformDb: Database, request: UsageRange): Promise<TenantUsage[]> =>
  listTenantUsage(platformDb, wholeHours(request, RANGE_DAYS_MAX.day));

async function readAsOf(db: Database, tenantId: string): Promise<AsOf> {
  const partition = partitionOf(tenantId);
  const at = { consumer: METER_CONSUMER, stream: STREAMS.billingEvents, partition };
  return { ...(await readStanding(db, tenantId, at)), partition };
}

/** @throws Fault `usage.range_invalid` */
export function wholeHours({ from, to }: UsageRange, daysMax: number): UsageRange {
  if (!(from < to) || to - from > daysMax * 24 * HOUR_MS)
    throw fault("usage.range_invalid", `The range must end after it begins and span at most ${daysMax} days.`);
  return { from: Math.floor(from / HOUR_MS) * HOUR_MS, to: Math.ceil(to / HOUR_MS) * HOUR_MS };
}
