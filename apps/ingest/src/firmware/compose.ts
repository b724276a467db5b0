import { openObjectsOfEnvironment } from "@outstation/adapters/objects";
import type { DeviceIdentity } from "@outstation/contracts/mqtt/identity";
import { findFile } from "@outstation/domain/fleet/firmware";
import type { DeviceLookup } from "@outstation/domain/fleet/lookup";
import type { Database } from "@outstation/domain/ports";
import { fault } from "@outstation/kit/fault";
import type { DoorFile } from "../processes/door-file";
import { readPieces } from "../processes/read-pieces";

/** The files of devices' updates, out of the object store. */
export async function composeFirmwareFiles(deps: {
  readonly db: Database;
  readonly lookup: DeviceLookup;
}): Promise<(identity: DeviceIdentity, updateId: string) => Promise<DoorFile>> {
  const objects = await openObjectsOfEnvironment();
  return async ({ tenant: slug, device: deviceKey }, updateId) => {
    const id = await deps.lookup.findTenantId(slug);
    if (id === null) throw fault("firmware.not_found", "There is no such update for this device.");
    const { key, size, sha256 } = await findFile(deps.db, { id, slug }, { deviceKey, updateId });
    return { size, sha256, read: (from, to) => readPieces(objects, key, from, to) };
  };
}
