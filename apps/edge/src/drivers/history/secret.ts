import { join } from "node:path";
import { fault } from "@outstation/kit/fault";
import { readIfThere } from "../../identity/durable-file";

/**
 * The password of a server on site: the first line of `secrets/<name>` in the gateway's data folder, put there by whoever
 * installs it. It is in no package, so neither the platform nor its copies ever hold it.
 * @throws Fault `source.no_secret`
 */
export async function readSecret(dataDir: string, name: string): Promise<string> {
  const file = join(dataDir, "secrets", name);
  const text = await readIfThere(file);
  if (text === null) throw fault("source.no_secret", `The password is missing: put it into ${file}.`);
  return text.split(/\r?\n/, 1)[0] ?? "";
}
