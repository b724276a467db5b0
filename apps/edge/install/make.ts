import { chmod, copyFile, mkdir, writeFile } from "node:fs/promises";
import { join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { bundleEdge, NATIVE_PACKAGES } from "../build/bundle";
import edgePackageJson from "../package.json" with { type: "json" };

// npx tsx apps/edge/install/make.ts [standard|readonly] [folder]: what is carried to a site. `npm pack` in the folder makes one
// file of it, and `npm install --global` of that file puts `outstation-edge` on a machine that has nothing but Node.

const here = fileURLToPath(new URL(".", import.meta.url));
const FILES = ["outstation-edge.service", "outstation-edge.sysusers", "outstation-edge.tmpfiles", "README.md"];
const COMMAND = '#!/usr/bin/env node\nimport "../outstation-edge.mjs";\n';

const [kind = "standard", folder = "dist/edge"] = process.argv.slice(2);
if (kind !== "standard" && kind !== "readonly") throw new Error(`standard or readonly, not ${kind}`);
const out = resolve(folder);
await mkdir(join(out, "bin"), { recursive: true });
const { sha256 } = await bundleEdge(kind, join(out, "outstation-edge.mjs"));
const versions: Readonly<Record<string, string>> = edgePackageJson.dependencies;
const natives = NATIVE_PACKAGES.map((name) => {
  const version = versions[name];
  if (version === undefined || !/^\d/.test(version))
    throw new Error(`${name} has no version of its own in package.json`);
  return [name, version];
});
const packageJson = {
  name: kind === "readonly" ? "outstation-edge-readonly" : "outstation-edge",
  version: edgePackageJson.version,
  description: "The Outstation gateway",
  type: "module",
  bin: { "outstation-edge": "bin/outstation-edge.mjs" },
  files: ["bin", "outstation-edge.mjs", ...FILES],
  engines: { node: ">=20.19" },
  dependencies: Object.fromEntries(natives),
};
await writeFile(join(out, "package.json"), `${JSON.stringify(packageJson, null, 2)}\n`);
await writeFile(join(out, "bin/outstation-edge.mjs"), COMMAND);
await chmod(join(out, "bin/outstation-edge.mjs"), 0o755);
for (const file of FILES) await copyFile(join(here, file), join(out, file));
process.stdout.write(`${out}: ${packageJson.name} ${packageJson.version}, ${sha256}\n`);
