import { join } from "node:path";
import { FirmwareManifest, FirmwareReport } from "@outstation/contracts/mqtt/firmware";
import { z } from "zod";
import { readIfThere, writeDurably } from "../identity/durable-file";

/** The update that the gateway has in hand, or had last: in `update.json`. */
const KeptUpdate = z.object({
  id: z.uuid(),
  manifest: FirmwareManifest,
  path: z.string(),
  state: z.enum(["downloading", "waiting", "applying", "over"]),
  /** What was said of it last, to be said again to who offers it again. */
  said: FirmwareReport.nullable(),
});
export type KeptUpdate = z.infer<typeof KeptUpdate>;

const fileOf = (dataDir: string) => join(dataDir, "update.json");

/** @returns null where there is none, or none that this version can read. */
export async function readUpdate(dataDir: string): Promise<KeptUpdate | null> {
  const text = await readIfThere(fileOf(dataDir));
  if (text === null) return null;
  try {
    return KeptUpdate.parse(JSON.parse(text));
  } catch {
    return null;
  }
}

/** Resolves when it will survive a power cut. */
export const writeUpdate = (dataDir: string, update: KeptUpdate): Promise<void> =>
  writeDurably(fileOf(dataDir), JSON.stringify(update), 0o600);
