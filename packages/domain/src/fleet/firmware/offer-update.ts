import { canonicalJson, type Signed } from "@outstation/contracts/edge/signed";
import type { FirmwareManifest } from "@outstation/contracts/mqtt/firmware";
import { downTopic } from "@outstation/contracts/mqtt/topics";
import type { Database } from "@outstation/db/database";
import { type TenantTx, withTenant } from "@outstation/db/tenant";
import { backoffMs } from "@outstation/kit/backoff";
import type { BrokerAccess, DocumentSigner } from "../../ports";
import { isUpdateState, nextUpdateState } from "./lifecycle";

export type OfferDesk = {
  readonly access: Pick<BrokerAccess, "send">;
  readonly documents: Pick<DocumentSigner, "sign">;
  readonly now: () => number;
};

/** Until the device says something of it. It is offered at once when the device comes back. */
const RETRY = { baseMs: 5000, maxMs: 10 * 60_000 };

/** Where a device fetches the file of its update, at the door where it renews its certificate. */
export const firmwarePath = (updateId: string): string => `/v1/firmware/${updateId}`;

/** Makes one offer that is due again. */
export const offerDue = (
  db: Database,
  desk: OfferDesk,
  due: { readonly tenantId: string; readonly id: string },
): Promise<string> => withTenant(db, due.tenantId, (tx) => offerUpdate(tx, desk, due.id));

/** @returns what became of it, in a word. Done again it makes the same offer again, which its device takes once. */
export async function offerUpdate(tx: TenantTx, desk: OfferDesk, id: string): Promise<string> {
  const update = await lockUpdate(tx, id);
  if (update === null || !isUpdateState(update.state)) return "gone";
  if (update.state !== "pending" && update.state !== "offered") return update.state;
  if (update.rolloutState !== "running") return update.rolloutState;
  const at = desk.now();
  const manifest = await manifestOf(tx, desk.documents, update.releaseId);
  const offer = { id, manifest, path: firmwarePath(id) };
  const topic = downTopic({ tenant: update.tenant, device: update.key }, "ota");
  const taken = await desk.access.send(topic, Buffer.from(JSON.stringify(offer)), { correlation: id });
  const attempts = update.attempts + 1;
  await tx.rows.firmwareUpdate.updateMany({
    where: { tenantId: tx.tenantId, id },
    data: {
      attempts,
      state: nextUpdateState(update.state, "offer") ?? update.state,
      nextOfferAt: new Date(at + backoffMs(attempts, RETRY)),
      changedAt: new Date(at),
    },
  });
  return taken ? "offered" : "away";
}

/** Tells a device that its update is taken back. */
export async function sendWithdrawal(tx: TenantTx, { access }: Pick<OfferDesk, "access">, id: string): Promise<string> {
  const update = await lockUpdate(tx, id);
  if (update?.state !== "withdrawn") return "gone";
  const topic = downTopic({ tenant: update.tenant, device: update.key }, "ota");
  const taken = await access.send(topic, Buffer.from(JSON.stringify({ id, withdraw: true })), { correlation: id });
  return taken ? "sent" : "away";
}

/** Signed at the first offer and kept: every device gets the same words. */
async function manifestOf(tx: TenantTx, documents: OfferDesk["documents"], releaseId: string): Promise<Signed> {
  const where = { tenantId: tx.tenantId, id: releaseId };
  const release = await tx.rows.firmwareRelease.findFirstOrThrow({ where });
  if (release.manifest !== null) return release.manifest as Signed;
  const manifest: FirmwareManifest = {
    product: release.product,
    version: release.version,
    size: release.size ?? 0,
    sha256: release.sha256 ?? "",
    minimumVersion: release.minimumVersion,
    publishedAt: release.publishedAt?.getTime() ?? 0,
  };
  const signed = await documents.sign("firmware manifest", canonicalJson(manifest));
  await tx.rows.firmwareRelease.updateMany({ where, data: { manifest: signed } });
  return signed;
}

type Row = {
  readonly tenant: string;
  readonly key: string;
  readonly state: string;
  readonly attempts: number;
  readonly rolloutState: string;
  readonly releaseId: string;
};

async function lockUpdate(tx: TenantTx, id: string): Promise<Row | null> {
  const [row] = await tx.rows.$queryRaw<Row[]>`
    SELECT slug AS tenant, key, firmware_updates.state, attempts, firmware_rollouts.state AS "rolloutState", release_id AS "releaseId"
    FROM firmware_updates JOIN devices ON devices.tenant_id = firmware_updates.tenant_id AND devices.id = device_id
      JOIN firmware_rollouts ON firmware_rollouts.tenant_id = firmware_updates.tenant_id AND firmware_rollouts.id = rollout_id
      JOIN tenants ON tenants.id = firmware_updates.tenant_id
    WHERE firmware_updates.tenant_id = ${tx.tenantId}::uuid AND firmware_updates.id = ${id}::uuid FOR UPDATE OF firmware_updates`;
  return row ?? null;
}
