import { readFileSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { amend } from "./amendments";
import { prune } from "./prune";
import { generateTypes } from "./types";

// generate [document.json]: the types from the copy beside this package. With the whole document of a broker
// (GET /api-docs/swagger.json), the copy first.
const copy = fileURLToPath(new URL("../generated/rest-v5.json", import.meta.url));
const types = fileURLToPath(new URL("../generated/rest-v5.ts", import.meta.url));

const [whole] = process.argv.slice(2);
if (whole !== undefined) {
  const pruned = amend(prune(JSON.parse(readFileSync(whole, "utf8"))));
  writeFileSync(copy, `${JSON.stringify(pruned, null, 1)}\n`);
}
writeFileSync(types, await generateTypes(JSON.parse(readFileSync(copy, "utf8"))));
