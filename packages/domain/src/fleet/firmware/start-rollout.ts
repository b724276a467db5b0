import type { Database } from "@outstation/db/database";
import { appendOutbox } from "@outstation/db/outbox";
import { type TenantTx, withTenant } from "@outstation/db/tenant";
import { fault } from "@outstation/kit/fault";
import { newId } from "@outstation/kit/ids";
import { type Act, recordAudit } from "../../tenancy/audit";
import { OPEN_STATES } from "./rollout.store";
import { freezeWaves } from "./waves";

/** What our own gateways run, each build a product of its own. A release of another product is for devices of that type. */
export const EDGE_PRODUCT = "outstation-edge";
const EDGE_PRODUCTS: readonly string[] = [EDGE_PRODUCT, `${EDGE_PRODUCT}-readonly`];
export const ROLLOUT_DEVICES_MAX = 5000;

export type NewRollout = {
  readonly releaseId: string;
  readonly name: string;
  readonly deviceKeys: readonly string[];
  /** How many of all have been reached after each wave, in percent, rising to 100. */
  readonly wavePercents: readonly number[];
  /** Of a wave, before the next begins. */
  readonly successPercent: number;
  /** Of a wave, at which everything is taken back. */
  readonly abortPercent: number;
};

const invalid = (what: string) => fault("rollout.invalid", `${what}.`);

/**
 * Begins a rollout: who is in which wave is drawn now and stays so; the first wave is offered the release after the commit.
 * @throws Fault `rollout.invalid`, `release.not_found`, `release.not_published`, `device.not_found`, `rollout.device_busy`
 */
export const startRollout = async (
  db: Database,
  tenantId: string,
  act: Act,
  { now, ...wished }: NewRollout & { readonly now: number },
): Promise<{ id: string }> => {
  requireNumbers(wished);
  return withTenant(db, tenantId, async (tx) => {
    const release = await tx.rows.firmwareRelease.findFirst({ where: { tenantId, id: wished.releaseId } });
    if (release === null) throw fault("release.not_found", "There is no such release.");
    if (release.state !== "published") throw fault("release.not_published", "Publish the release first.");
    const devices = await getDevices(tx, wished.deviceKeys, release.product);
    await requireIdle(tx, devices);
    const id = newId();
    const at = new Date(now);
    const { releaseId, successPercent, abortPercent } = wished;
    const name = wished.name.trim() || `${release.product} ${release.version}`;
    const rollout = { releaseId, name, successPercent, abortPercent, waves: wished.wavePercents.length };
    await tx.rows.firmwareRollout.createMany({
      data: [{ tenantId, id, ...rollout, state: "running", createdBy: act.actorName, createdAt: at }],
    });
    const members = freezeWaves(devices, wished.wavePercents, id).map(({ device, wave }) => ({
      ...{ tenantId, id: newId(), rolloutId: id, deviceId: device.id, wave, state: "pending", changedAt: at },
    }));
    await tx.rows.firmwareUpdate.createMany({ data: members });
    for (const { id: update, wave } of members) if (wave === 1) await appendOutbox(tx, "firmware.offered", { update });
    const drawn = wished.wavePercents.map((_, index) => members.filter(({ wave }) => wave === index + 1).length);
    await recordAudit(tx, act, name, {
      after: { id, version: release.version, waves: drawn, successPercent, abortPercent },
    });
    return { id };
  });
};

function requireNumbers({ deviceKeys, wavePercents, successPercent, abortPercent, name }: NewRollout): void {
  if (name.length > 120) throw invalid("name: 120 characters at most");
  if (deviceKeys.length < 1 || deviceKeys.length > ROLLOUT_DEVICES_MAX)
    throw invalid(`A rollout reaches 1 to ${ROLLOUT_DEVICES_MAX} devices`);
  if (new Set(deviceKeys).size < deviceKeys.length) throw invalid("A device is named twice");
  const rises = wavePercents.every((percent, index) => percent > (wavePercents[index - 1] ?? 0));
  if (!rises || wavePercents.at(-1) !== 100 || wavePercents.length > 20)
    throw invalid("wavePercents: up to 20 numbers that rise to 100");
  for (const percent of [successPercent, abortPercent])
    if (!Number.isInteger(percent) || percent < 1 || percent > 100) throw invalid("Thresholds are 1 to 100 percent");
}

async function getDevices(tx: TenantTx, keys: readonly string[], product: string) {
  const devices = await tx.rows.device.findMany({
    where: { tenantId: tx.tenantId, key: { in: [...keys] }, status: "active" },
    select: { id: true, key: true, type: true, gatewayId: true, _count: { select: { edgePackages: true } } },
  });
  const missing = keys.find((key) => !devices.some((device) => device.key === key));
  if (missing !== undefined) throw fault("device.not_found", `There is no device "${missing}".`);
  const isMeant = ({ type, gatewayId, _count }: (typeof devices)[number]) =>
    gatewayId === null && (EDGE_PRODUCTS.includes(product) ? _count.edgePackages > 0 : type === product);
  const stranger = devices.find((device) => !isMeant(device));
  if (stranger !== undefined) throw invalid(`"${stranger.key}" does not run ${product}`);
  return devices;
}

/** Two releases at once would make a device's report say nothing of either. */
async function requireIdle(tx: TenantTx, devices: readonly { readonly id: string }[]): Promise<void> {
  const busy = await tx.rows.firmwareUpdate.findFirst({
    where: {
      ...{ tenantId: tx.tenantId, deviceId: { in: devices.map(({ id }) => id) }, state: { in: [...OPEN_STATES] } },
      rollout: { state: { in: ["running", "paused"] } },
    },
    include: { device: { select: { key: true } }, rollout: { select: { name: true } } },
  });
  if (busy !== null)
    throw fault(
      "rollout.device_busy",
      `"${busy.device.key}" is in the rollout "${busy.rollout.name}", which is not over.`,
    );
}
