import { createHash } from "node:crypto";
import { readFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import type { BuildKind } from "@outstation/contracts/edge/build-statement";
import { build, type Metafile } from "esbuild";
import { opcUaClientPlugin, readOnlyPlugin } from "./plugins";

const edgeFolder = fileURLToPath(new URL("..", import.meta.url));

/** Native code, which no bundle can hold: installed beside it. */
export const NATIVE_PACKAGES = ["libsql", "serialport"];

export type Bundle = { readonly file: string; readonly sha256: string; readonly metafile: Metafile };

/**
 * Makes the gateway one file of JavaScript. The same sources and the same lock file give the same bytes.
 * @param outfile such as `dist/outstation-edge-readonly.mjs` @param entry what a test has bundled in the gateway's place
 */
export async function bundleEdge(kind: BuildKind, outfile: string, entry = "src/main.ts"): Promise<Bundle> {
  const { metafile } = await build({
    absWorkingDir: edgeFolder,
    entryPoints: [entry],
    outfile,
    bundle: true,
    platform: "node",
    format: "esm",
    target: "node20",
    metafile: true,
    logLevel: "error",
    external: NATIVE_PACKAGES,
    define: { OUTSTATION_BUILD: JSON.stringify(kind) },
    // The libraries are CommonJS and load one another as such.
    banner: {
      js: 'import { createRequire as nodeRequire } from "node:module"; const require = nodeRequire(import.meta.url);',
    },
    plugins: [opcUaClientPlugin(edgeFolder), ...(kind === "readonly" ? [readOnlyPlugin(edgeFolder)] : [])],
  });
  const sha256 = createHash("sha256")
    .update(await readFile(outfile))
    .digest("hex");
  return { file: outfile, sha256, metafile };
}
