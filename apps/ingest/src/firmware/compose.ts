import { openObjectsOfEnvironment } from "@outstation/adapters/objects";
import type { DeviceLookup } from "@outstation/domain/fleet/lookup";
import type { Database } from "@outstation/domain/ports";
import { openFirmwareFile } from "../processes/open-firmware-file";
import type { RenewalDeps } from "../processes/renewal";

/** The files of devices' updates, out of the object store. */
export async function composeFirmwareFiles(deps: {
  readonly db: Database;
  readonly lookup: DeviceLookup;
}): Promise<RenewalDeps["firmware"]> {
  return openFirmwareFile({ ...deps, objects: await openObjectsOfEnvironment() });
}
