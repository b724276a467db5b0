import type { DeviceStatus } from "@outstation/contracts/mqtt/status";
import { appendOutbox } from "@outstation/db/outbox";
import type { TenantTx } from "@outstation/db/tenant";
import { driftOf, isWorthSending } from "./drift";
import { findLatest, toDesired } from "./edge-packages.store";

/** A gateway that does not take up what it is sent is not sent it more often than this. */
const SEND_AGAIN_MS = 60_000;

type Known = {
  readonly status: unknown;
  readonly packageChangedAt: Date | null;
  readonly packageSentAt: Date | null;
} | null;

/**
 * Compares what a gateway says it runs with what it should run, and has it sent again where that can help: so a gateway that
 * was away gets its package when it connects, and until it has echoed it.
 * @returns what to keep beside the status.
 */
export async function noteReport(
  tx: TenantTx,
  deviceId: string,
  status: DeviceStatus,
  known: Known,
  now: Date,
): Promise<{ packageChangedAt?: Date; packageSentAt?: Date }> {
  if (!status.online || status.packageVersion === undefined) return {};
  const before = (known?.status ?? {}) as Partial<DeviceStatus>;
  const isSame = spell(before) === spell(status) && known?.packageChangedAt != null;
  const packageChangedAt = isSame ? (known?.packageChangedAt ?? now) : now;
  const changed = isSame ? {} : { packageChangedAt };
  const latest = await findLatest(tx, deviceId);
  if (latest === null) return changed;
  const drift = driftOf(toDesired(latest), status, packageChangedAt.getTime());
  const sentAt = known?.packageSentAt?.getTime() ?? 0;
  if (!isWorthSending(drift) || now.getTime() - sentAt < SEND_AGAIN_MS) return changed;
  const device = await tx.rows.device.findFirst({
    where: { tenantId: tx.tenantId, id: deviceId },
    select: { key: true, tenant: { select: { slug: true } } },
  });
  if (device === null) return changed;
  await appendOutbox(tx, "edge_package.published", { tenant: device.tenant.slug, device: device.key });
  return { ...changed, packageSentAt: now };
}

const spell = (status: Partial<DeviceStatus>) =>
  JSON.stringify([status.packageVersion, status.packageSha256, status.package?.state, status.package?.refused]);
