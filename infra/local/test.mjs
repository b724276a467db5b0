// npm test
import { join } from "node:path";
import { root, runInstalled } from "./bootstrap.mjs";

process.chdir(root);
await runInstalled({
  logs: join(root, "data", "logs"),
  script: "infra/local/src/check.ts",
  args: process.argv.slice(2),
});
