import type { Database } from "@outstation/db/database";
import { listReadingDays } from "@outstation/db/series/reading-days";
import type { PointKind } from "@outstation/db/series/values";
import { withTenant } from "@outstation/db/tenant";
import { fault } from "@outstation/kit/fault";
import type { ExportDevice } from "./export";

export type ExportPoint = {
  readonly no: number;
  readonly name: string;
  readonly kind: PointKind;
  readonly unit: string | null;
};
export type FoundDevice = { readonly id: string; readonly key: string; readonly points: readonly ExportPoint[] };

/**
 * What an export's names mean, in the order asked for.
 * @throws Fault `device.not_found`, `point.not_found`
 */
export async function findExportDevices(
  db: Database,
  tenantId: string,
  asked: readonly ExportDevice[],
): Promise<FoundDevice[]> {
  const found = await withTenant(db, tenantId, ({ rows }) =>
    rows.device.findMany({
      where: { tenantId, key: { in: asked.map(({ key }) => key) } },
      select: { id: true, key: true, points: { orderBy: { no: "asc" } } },
    }),
  );
  return asked.map(({ key, points: names }) => {
    const device = found.find((each) => each.key === key);
    if (device === undefined) throw fault("device.not_found", `There is no device "${key}".`);
    const missing = names?.find((name) => !device.points.some((point) => point.name === name));
    if (missing !== undefined) throw fault("point.not_found", `Device "${key}" has no point "${missing}".`);
    const wanted = device.points.filter(({ name }) => names === null || names.includes(name));
    return {
      id: device.id,
      key,
      points: wanted.map(({ no, name, kind, unit }) => ({ no, name, kind: kind as PointKind, unit })),
    };
  });
}

const MS_PER_DAY = 86_400_000;

/** About how many readings an export would have: days by their rollups, those at the ends of the range by the share of them in it. */
export async function estimateRows(
  db: Database,
  tenantId: string,
  devices: readonly FoundDevice[],
  range: { readonly from: number; readonly to: number; readonly now: number },
): Promise<number> {
  const days = await listReadingDays(db, tenantId, devices, range);
  const rows = days.reduce((sum, { day, readings }) => {
    const start = Date.parse(`${day}T00:00:00Z`);
    // Of a day that is not over nothing is to come before now.
    const end = range.now > start ? Math.min(start + MS_PER_DAY, range.now) : start + MS_PER_DAY;
    const inside = Math.min(range.to, end) - Math.max(range.from, start);
    return sum + (readings * Math.max(0, inside)) / (end - start);
  }, 0);
  return Math.ceil(rows);
}
