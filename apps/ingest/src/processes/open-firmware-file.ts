import { isCertificateActive } from "@outstation/domain/fleet/certificates";
import { findFile } from "@outstation/domain/fleet/firmware";
import type { DeviceLookup } from "@outstation/domain/fleet/lookup";
import type { Database, ObjectStore } from "@outstation/domain/ports";
import { fault } from "@outstation/kit/fault";
import type { DoorFile } from "./door-file";
import type { DoorPeer } from "./renewal";

/** What one slow download holds in memory. */
const PIECE_BYTES = 256 * 1024;

/** The file of a device's own update, for a certificate that counts. @throws Fault `renewal.refused`, `firmware.not_found` */
export const openFirmwareFile =
  (deps: { readonly db: Database; readonly lookup: DeviceLookup; readonly objects: Pick<ObjectStore, "getRange"> }) =>
  async ({ identity, fingerprintSha256 }: DoorPeer, updateId: string): Promise<DoorFile> => {
    const { db, lookup, objects } = deps;
    // TLS knows nothing of what was revoked.
    if (!(await isCertificateActive(db, lookup, identity, fingerprintSha256)))
      throw fault("renewal.refused", "This certificate does not count any more.");
    const id = await lookup.findTenantId(identity.tenant);
    if (id === null) throw fault("firmware.not_found", "There is no such update for this device.");
    const wanted = { deviceKey: identity.device, updateId };
    const { key, size, sha256 } = await findFile(db, { id, slug: identity.tenant }, wanted);
    return { size, sha256, read: (from, to) => readPieces(objects, key, from, to) };
  };

async function* readPieces(
  objects: Pick<ObjectStore, "getRange">,
  key: string,
  from: number,
  to: number,
): AsyncGenerator<Uint8Array> {
  for (let at = from; at < to; at += PIECE_BYTES) yield await objects.getRange(key, at, Math.min(to, at + PIECE_BYTES));
}
