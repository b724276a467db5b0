import { mkdir, readFile, writeFile } from "node:fs/promises";
import { join, resolve } from "node:path";
import { parseArgs } from "node:util";
import { BUILD_KINDS } from "@outstation/contracts/edge/build-statement";
import packageJson from "../package.json" with { type: "json" };
import { bundleEdge, NATIVE_PACKAGES } from "./bundle";
import { findWriters } from "./inspect";

// `tsx apps/edge/build/build.ts [--out dist]`: both gateways as one file each, with a list of their hashes beside them.

const { values } = parseArgs({ options: { out: { type: "string", default: "dist" } } });
const out = resolve(values.out);
await mkdir(out, { recursive: true });
const lines: string[] = [];
for (const kind of BUILD_KINDS) {
  const name = kind === "standard" ? "outstation-edge" : `outstation-edge-${kind}`;
  const { file, sha256, metafile } = await bundleEdge(kind, join(out, `${name}.mjs`));
  if (kind === "readonly") {
    const writers = findWriters({ text: await readFile(file, "utf8"), metafile });
    if (writers.length > 0) throw new Error(`the read-only build could write: ${writers.join(", ")}`);
  }
  lines.push(`${sha256}  ${name}.mjs`);
}
await writeFile(join(out, "SHA256SUMS"), `${lines.join("\n")}\n`);
const dependencies = Object.entries(packageJson.dependencies).filter(([name]) => NATIVE_PACKAGES.includes(name));
await writeFile(
  join(out, "package.json"),
  `${JSON.stringify({ name: "outstation-edge", version: packageJson.version, private: true, dependencies: Object.fromEntries(dependencies) }, null, 2)}\n`,
);
process.stdout.write(`${lines.join("\n")}\n`);
