import type { Database } from "@outstation/db/database";
import { countByDevice, countOpenGaps } from "@outstation/db/series/gaps-read";
import { withTenant } from "@outstation/db/tenant";
import { percentOf } from "./percent";
import { type Period, requirePeriod } from "./view-device";

/** What one device sent in a period, and what of it did not come. */
export type SenderLine = {
  readonly deviceKey: string;
  readonly deviceName: string;
  readonly siteName: string | null;
  readonly received: number;
  readonly missing: number;
  /** Null where it numbers nothing: what is missing cannot be told. */
  readonly percent: number | null;
  readonly openGaps: number;
  /** Messages without a number. */
  readonly unnumbered: number;
  /** The last hour that anything of it was measured in. */
  readonly lastHour: number;
};

export type TenantCompleteness = {
  readonly received: number;
  readonly missing: number;
  readonly percent: number | null;
  /** The worst first; those that cannot be counted last. A device behind a gateway is counted there. */
  readonly senders: readonly SenderLine[];
};

/**
 * How complete a tenant's data of a period is, by sender.
 * @throws Fault `completeness.range_invalid`
 */
export async function viewTenantCompleteness(
  db: Database,
  tenantId: string,
  asked: Period,
): Promise<TenantCompleteness> {
  const period = requirePeriod(asked);
  const [counts, gaps, devices] = await Promise.all([
    countByDevice(db, tenantId, period),
    countOpenGaps(db, tenantId, period),
    withTenant(db, tenantId, ({ rows }) =>
      rows.device.findMany({
        where: { tenantId },
        select: { id: true, key: true, name: true, site: { select: { name: true } } },
      }),
    ),
  ]);
  const deviceOf = new Map(devices.map((device) => [device.id, device]));
  const gapsOf = new Map(gaps.map((row) => [row.deviceId, row.gaps]));
  const senders = counts
    .filter(({ received, missing, unnumbered }) => received + missing + unnumbered > 0)
    .flatMap(({ deviceId, received, missing, unnumbered, lastHour }): SenderLine[] => {
      const device = deviceOf.get(deviceId);
      if (device === undefined) return [];
      return [
        {
          ...{ deviceKey: device.key, deviceName: device.name, siteName: device.site?.name ?? null },
          ...{ received, missing, unnumbered, lastHour, percent: percentOf(received, missing) },
          openGaps: gapsOf.get(deviceId) ?? 0,
        },
      ];
    })
    .sort(
      (a, b) =>
        (a.percent ?? 101) - (b.percent ?? 101) || b.missing - a.missing || (a.deviceKey < b.deviceKey ? -1 : 1),
    );
  const received = senders.reduce((sum, sender) => sum + sender.received, 0);
  const missing = senders.reduce((sum, sender) => sum + sender.missing, 0);
  return { received, missing, percent: percentOf(received, missing), senders };
}
