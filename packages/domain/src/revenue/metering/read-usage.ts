import { partitionOf, STREAMS } from "@outstation/contracts/streams/streams";
import type { TenantUsage } from "@outstation/db/metering/across-tenants";
import { listTenantUsage } from "@outstation/db/metering/across-tenants";
import { readStanding } from "@outstation/db/metering/position";
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

/** How far the meter has come in the tenant's events: the next offset it reads, and how many wait for it. */
export type AsOf = { readonly partition: number; readonly position: number; readonly waiting: number };

/**
 * A tenant's usage by hour, day or month, or one of its devices': periods in which something was counted, oldest first. Days and
 * months are those of UTC.
 * @throws Fault `usage.range_invalid`
 */
export async function readUsage(
  db: Database,
  tenantId: string,
  request: UsageRange & { readonly unit: PeriodUnit; readonly deviceId: string | null },
): Promise<PeriodUsage[]> {
  const range = wholeHours(request, RANGE_DAYS_MAX[request.unit]);
  return listPeriods(db, tenantId, range, request.unit, request.deviceId);
}

/**
 * What each of a tenant's devices sent in a range, the one with the most bytes first, and how many devices sent.
 * @throws Fault `usage.range_invalid`
 */
export async function readDeviceUsage(
  db: Database,
  tenantId: string,
  request: UsageRange,
): Promise<{ readonly devices: readonly DeviceUsage[]; readonly total: number }> {
  return listDeviceUsage(db, tenantId, wholeHours(request, RANGE_DAYS_MAX.day), DEVICES_MAX);
}

/** As of where the meter stands what `readUsage` tells next will be, at least. */
export async function readAsOf(db: Database, tenantId: string): Promise<AsOf> {
  const partition = partitionOf(tenantId);
  const at = { consumer: METER_CONSUMER, stream: STREAMS.billingEvents, partition };
  const { position, appended } = await readStanding(db, tenantId, at);
  return { partition, position, waiting: appended - position };
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

/** @throws Fault `usage.range_invalid` */
export function wholeHours({ from, to }: UsageRange, daysMax: number): UsageRange {
  if (!(from < to) || to - from > daysMax * 24 * HOUR_MS)
    throw fault("usage.range_invalid", `The range must end after it begins and span at most ${daysMax} days.`);
  return { from: Math.floor(from / HOUR_MS) * HOUR_MS, to: Math.ceil(to / HOUR_MS) * HOUR_MS };
}
