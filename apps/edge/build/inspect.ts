import type { Metafile } from "esbuild";
import { BACSTACK_SERVICES, OPCUA_REQUESTS, OWN_FILES, PACKAGES_LEFT_OUT } from "./what-writes";

/** A service that was replaced by `module.exports = {}` still takes its frame in the bundle. */
const EMPTY_MODULE_BYTES_MAX = 300;

/**
 * Everything in a bundle that could change something on site: files of ours, packages, encoders. Empty for a read-only one.
 * It looks at the bytes of the bundle and at what esbuild says they came from, not at what the build meant to do.
 */
export function findWriters(bundle: { readonly text: string; readonly metafile: Metafile }): string[] {
  const [output] = Object.values(bundle.metafile.outputs);
  const inputs = Object.entries(output?.inputs ?? {}).filter(([, { bytesInOutput }]) => bytesInOutput > 0);
  const files = inputs.map(([file]) => file);
  const own = files.filter((file) => OWN_FILES.test(file) && !file.endsWith(".read-only.ts"));
  const packages = PACKAGES_LEFT_OUT.filter((name) => files.some((file) => file.includes(`node_modules/${name}/`)));
  const services = inputs
    .filter(([file, { bytesInOutput }]) => BACSTACK_SERVICES.test(file) && bytesInOutput > EMPTY_MODULE_BYTES_MAX)
    .map(([file]) => file.slice(file.indexOf("bacstack/")));
  const requests = OPCUA_REQUESTS.filter((name) =>
    // Its class, its structure, or its registration; the standard's list of names and numbers is no encoder.
    new RegExp(`class ${name}\\b|\\bschema${name}\\b|name: "${name}"|, "${name}", ${name}\\d*\\)`).test(bundle.text),
  );
  return [...own, ...packages, ...services, ...requests];
}
