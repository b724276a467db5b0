import { canonicalJson, type Signed } from "@outstation/contracts/edge/signed";
import type { DeviceIdentity } from "@outstation/contracts/mqtt/identity";
import { downTopic } from "@outstation/contracts/mqtt/topics";
import type { TenantTx } from "@outstation/db/tenant";
import type { BrokerAccess, DocumentSigner } from "../../ports";
import { findLatest } from "./edge-packages.store";
import { spellConfig } from "./spell-message";

/**
 * The package that a gateway should run, signed; null for a device that is no gateway. The signature is made each time: a
 * version outlives the key it was first signed with.
 */
export async function signLatest(tx: TenantTx, documents: DocumentSigner, deviceId: string): Promise<Signed | null> {
  const latest = await findLatest(tx, deviceId);
  return latest === null ? null : documents.sign("edge package", canonicalJson(latest.body));
}

/** Sends a gateway the package that it should run now. One that is away is sent it when it says that it runs another. */
export async function sendPackage(
  desk: { readonly access: BrokerAccess; readonly documents: DocumentSigner },
  identity: DeviceIdentity,
  tx: TenantTx,
  done: (step: string) => void,
): Promise<void> {
  const where = { tenantId_key: { tenantId: tx.tenantId, key: identity.device } };
  const device = await tx.rows.device.findUnique({ where });
  const edgePackage = device && (await signLatest(tx, desk.documents, device.id));
  if (!edgePackage) return;
  const taken = await desk.access.send(downTopic(identity, "config"), spellConfig({ edgePackage }));
  done(taken ? "sent" : "away");
}
