import { DeviceStatus } from "@outstation/contracts/mqtt/status";
import type { Database } from "@outstation/db/database";
import { appendOutbox } from "@outstation/db/outbox";
import { type TenantTx, withTenant } from "@outstation/db/tenant";
import { noteReport } from "../edge-packages";

/** What a device said of itself, as it arrived. */
export type ReceivedStatus = {
  readonly tenantId: string;
  readonly deviceId: string;
  readonly payload: Uint8Array;
  readonly receivedAt: number;
};

/**
 * Keeps the last thing a device said of itself. An older report that arrives late changes nothing.
 * @returns whether the payload was a status; one that was not is left to the caller to report.
 */
export async function saveStatus(db: Database, received: ReceivedStatus): Promise<boolean> {
  const status = parse(received.payload);
  if (status === null) return false;
  const { tenantId, deviceId } = received;
  const at = new Date(received.receivedAt);
  await withTenant(db, tenantId, async (tx) => {
    const { rows } = tx;
    const key = { tenantId_deviceId: { tenantId, deviceId } };
    const known = await rows.devicePresence.findUnique({ where: key });
    if (known !== null && known.statusAt > at) return;
    // A last will says only that the device is gone: what it said before still describes it.
    const kept = known !== null && status.ts === undefined ? { ...(known.status as object), ...status } : status;
    const changed = known?.online !== status.online;
    const noted = await noteReport(tx, deviceId, status, known, at);
    const data = { online: status.online, status: JSON.parse(JSON.stringify(kept)), statusAt: at, ...noted };
    await rows.devicePresence.upsert({
      where: key,
      create: { tenantId, deviceId, onlineChangedAt: at, ...data },
      update: { ...data, ...(changed ? { onlineChangedAt: at } : {}) },
    });
    if (status.attributes !== undefined) await compareAttributes(tx, received, status.attributes);
  });
  return true;
}

/** Keeps what a device says it is like; one that is not as it should be is told again how. */
async function compareAttributes(
  tx: TenantTx,
  { deviceId, receivedAt }: ReceivedStatus,
  reported: Readonly<Record<string, unknown>>,
): Promise<void> {
  const where = { tenantId: tx.tenantId, id: deviceId };
  const device = await tx.rows.device.findFirst({
    where,
    select: { key: true, desired: true, tenant: { select: { slug: true } } },
  });
  if (device === null) return;
  await tx.rows.device.updateMany({
    where,
    data: { reported: JSON.parse(JSON.stringify(reported)), reportedAt: new Date(receivedAt) },
  });
  const desired = device.desired as Readonly<Record<string, unknown>>;
  const differs = Object.keys(desired).some((name) => JSON.stringify(desired[name]) !== JSON.stringify(reported[name]));
  if (differs) await appendOutbox(tx, "attributes.desired", { tenant: device.tenant.slug, device: device.key });
}

function parse(payload: Uint8Array): DeviceStatus | null {
  try {
    return DeviceStatus.safeParse(JSON.parse(Buffer.from(payload).toString("utf8"))).data ?? null;
  } catch {
    return null;
  }
}
