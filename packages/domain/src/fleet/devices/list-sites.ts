import { withTenant } from "@outstation/db/tenant";
import { type DeviceDesk, listDevices } from "./list-devices";

export type SiteSummary = {
  readonly id: string;
  readonly name: string;
  readonly timeZone: string;
  readonly latitude: number | null;
  readonly longitude: number | null;
  /** `allowed` or `forbidden`: whether what stands there may be commanded. */
  readonly commands: string;
  readonly devices: number;
  readonly connected: number;
};

/** The tenant's sites by name, with how many of their devices are connected now. */
export async function listSites(desk: DeviceDesk, tenantId: string, now: number): Promise<SiteSummary[]> {
  const [sites, devices] = await Promise.all([
    withTenant(desk.db, tenantId, (tx) => tx.rows.site.findMany({ where: { tenantId }, orderBy: { name: "asc" } })),
    listDevices(desk, tenantId, now),
  ]);
  return sites.map(({ id, name, timeZone, latitude, longitude, commands }) => {
    const here = devices.filter(({ site }) => site?.id === id);
    return {
      id,
      name,
      timeZone,
      latitude,
      longitude,
      commands,
      devices: here.length,
      connected: here.filter(({ state }) => state === "connected").length,
    };
  });
}
