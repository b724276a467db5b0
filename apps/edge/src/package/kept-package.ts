import { join } from "node:path";
import { EdgePackage } from "@outstation/contracts/edge/package";
import { PackageReport } from "@outstation/contracts/edge/package-delivery";
import { z } from "zod";
import { readIfThere, writeDurably } from "../identity/durable-file";

/** A package with the hash it is echoed by; null where it came unsigned, from a platform of before. */
const Held = z.object({ edgePackage: EdgePackage, sha256: z.string().length(64).nullable() });
export type Held = z.infer<typeof Held>;

/** What the gateway knows of its packages, kept whole in one file: so a crash finds it before or after a change, never between. */
const KeptPackages = z.object({
  running: Held,
  /** While a new package is tried: the last good one, what must come back, and how often the gateway has started since. */
  trial: z.object({ previous: Held, mustConnect: z.array(z.string()), starts: z.number().int() }).nullable(),
  refused: PackageReport.shape.refused.unwrap().nullable(),
});
export type KeptPackages = z.infer<typeof KeptPackages>;

const fileOf = (dataDir: string) => join(dataDir, "edge-package.json");

/** @returns null where nothing is kept, or nothing that this software can read: then the package of the enrolment counts. */
export async function readPackages(dataDir: string): Promise<KeptPackages | null> {
  const text = await readIfThere(fileOf(dataDir));
  if (text === null) return null;
  try {
    return KeptPackages.parse(JSON.parse(text));
  } catch {
    return null;
  }
}

/** Resolves when it will survive a power cut. */
export const writePackages = (dataDir: string, kept: KeptPackages): Promise<void> =>
  writeDurably(fileOf(dataDir), JSON.stringify(kept), 0o600);
