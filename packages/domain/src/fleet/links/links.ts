import type { DeviceIdentity } from "@outstation/contracts/mqtt/identity";
import type { Database } from "@outstation/db/database";
import { withTenant } from "@outstation/db/tenant";
import type { DeviceLookup } from "../lookup";

export type LinkDesk = { readonly db: Database; readonly lookup: DeviceLookup };

/** Keeps what the broker saw of a device: it came, with this certificate, or it went. */
export async function saveLink(
  desk: LinkDesk,
  identity: DeviceIdentity,
  seen: { readonly connected: boolean; readonly fingerprintSha256: string; readonly at: number },
): Promise<void> {
  const device = await desk.lookup.findDevice(identity);
  if (device === null) return;
  const { tenantId, id: deviceId } = device;
  const at = new Date(seen.at);
  const data = seen.connected ? { connectedAt: at, fingerprintSha256: seen.fingerprintSha256 } : { disconnectedAt: at };
  await withTenant(desk.db, tenantId, async ({ rows }) => {
    const key = { tenantId, deviceId };
    await rows.deviceLink.upsert({
      where: { tenantId_deviceId: key },
      create: { ...key, ...data },
      update: data,
    });
  });
}

/** Keeps why the broker turned an identified device away. */
export async function saveRefusal(
  desk: LinkDesk,
  identity: DeviceIdentity,
  refusal: { readonly reason: "refused" | "acl"; readonly detail: string; readonly at: number },
): Promise<void> {
  const device = await desk.lookup.findDevice(identity);
  if (device === null) return;
  const { tenantId, id: deviceId } = device;
  const data = { refusedAt: new Date(refusal.at), refusedReason: `${refusal.reason}: ${refusal.detail}`.slice(0, 500) };
  await withTenant(desk.db, tenantId, async ({ rows }) => {
    const key = { tenantId, deviceId };
    await rows.deviceLink.upsert({ where: { tenantId_deviceId: key }, create: { ...key, ...data }, update: data });
  });
}
