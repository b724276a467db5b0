import { type DeviceRow, urgencyOf } from "../devices/device-state";

export type SiteSummary = {
  readonly id: string;
  readonly name: string;
  readonly timeZone: string;
  readonly devices: number;
  readonly connected: number;
  readonly badPoints: number;
  readonly needing: number;
  readonly lastSeenAt: number | null;
};

/** Devices that need someone now, the most urgent first. */
export const needingAttention = (devices: readonly DeviceRow[]): DeviceRow[] =>
  devices
    .filter((device) => urgencyOf(device) > 0)
    .sort((one, other) => urgencyOf(other) - urgencyOf(one) || one.name.localeCompare(other.name, "en"));

/** One line per site, from its devices; sites without a device keep their line. */
export function summariseSites(
  sites: readonly { id: string; name: string; timeZone: string }[],
  devices: readonly DeviceRow[],
): SiteSummary[] {
  return sites.map(({ id, name, timeZone }) => {
    const own = devices.filter(({ site }) => site?.id === id);
    const seen = own.flatMap(({ lastSeenAt }) => (lastSeenAt === null ? [] : [lastSeenAt]));
    return {
      id,
      name,
      timeZone,
      devices: own.length,
      connected: own.filter(({ state }) => state === "connected").length,
      badPoints: own.reduce((sum, { badPoints }) => sum + badPoints, 0),
      needing: needingAttention(own).length,
      lastSeenAt: seen.length === 0 ? null : Math.max(...seen),
    };
  });
}
