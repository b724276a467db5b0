import { existsSync } from "node:fs";
import { copyFile, mkdir, open, readdir, realpath, rename, rm, symlink } from "node:fs/promises";
import { dirname, join } from "node:path";
import { FirmwareVersion } from "@outstation/contracts/mqtt/firmware";
import { z } from "zod";
import { readIfThere, writeDurably } from "../identity/durable-file";

/**
 * Which version of the gateway runs: `current.json` in the installation's folder, beside `versions/<version>/gateway.mjs`. It
 * is replaced in one rename, so a power cut finds the one version or the other.
 */
const Pointer = z.object({
  version: FirmwareVersion,
  /** The version to go back to, while this one has not proved itself; null once it has. */
  trial: z.object({ previous: FirmwareVersion, starts: z.number().int() }).nullable(),
  /** What was gone back from, and why. */
  failed: z.object({ version: FirmwareVersion, reason: z.string() }).nullable(),
});
export type Pointer = z.infer<typeof Pointer>;

/** What a gateway says to its supervisor once it has reached the platform. */
export const HEALTHY = "healthy";

const pointerFile = (folder: string) => join(folder, "current.json");
const versionFolder = (folder: string, version: string) => join(folder, "versions", version);

/** What node runs. */
export const entryOf = (folder: string, version: string): string => join(versionFolder(folder, version), "gateway.mjs");

/** @throws where `current.json` is missing or no pointer: an installation was never made here, or is damaged. */
export async function readPointer(folder: string): Promise<Pointer> {
  const text = await readIfThere(pointerFile(folder));
  if (text === null) throw new Error(`${pointerFile(folder)} is missing: install a version first`);
  return Pointer.parse(JSON.parse(text));
}

/** Resolves when it will survive a power cut. */
export const writePointer = (folder: string, pointer: Pointer): Promise<void> =>
  writeDurably(pointerFile(folder), `${JSON.stringify(pointer, null, 2)}\n`, 0o644);

/** Makes an installation of a bundle where there is none; one that is there already stays what it is. */
export async function ensureInstalled(
  folder: string,
  { version, bundle }: { readonly version: string; readonly bundle: string },
): Promise<void> {
  if ((await readIfThere(pointerFile(folder))) !== null) return;
  await mkdir(folder, { recursive: true });
  // Where node finds the native packages, which no bundle holds: beside the one that was installed.
  const [real, native] = [await realpath(bundle), join(folder, "node_modules")];
  if (!existsSync(native)) await symlink(join(dirname(real), "node_modules"), native);
  const copy = join(folder, "first.mjs");
  await copyFile(real, copy);
  await placeVersion(folder, FirmwareVersion.parse(version), copy);
  await writePointer(folder, { version, trial: null, failed: null });
}

/** Moves a file that is whole into its version's place; the pointer is not touched. */
export async function placeVersion(folder: string, version: string, file: string): Promise<void> {
  await mkdir(versionFolder(folder, version), { recursive: true });
  const entry = entryOf(folder, version);
  await rename(file, entry);
  for (const path of [entry, versionFolder(folder, version), join(folder, "versions")]) {
    const handle = await open(path, "r");
    await handle.sync();
    await handle.close();
  }
}

/** Has a version tried at the next start, to go back from where it does not prove itself. */
export async function tryVersion(folder: string, version: string): Promise<void> {
  const { version: previous } = await readPointer(folder);
  if (!existsSync(entryOf(folder, version))) throw new Error(`${version} is not in ${folder}`);
  await writePointer(folder, { version, trial: { previous, starts: 0 }, failed: null });
}

/** Deletes the versions that are neither run nor gone back to. */
export async function forgetVersions(folder: string): Promise<void> {
  const { version, trial } = await readPointer(folder);
  const kept = new Set([version, trial?.previous]);
  for (const name of await readdir(join(folder, "versions")))
    if (!kept.has(name)) await rm(versionFolder(folder, name), { recursive: true, force: true });
}
