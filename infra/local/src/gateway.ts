import { spawn } from "node:child_process";
import { createHash } from "node:crypto";
import { mkdirSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { parseArgs } from "node:util";
import { Claim } from "@outstation/contracts/edge/enrolment";
import { childEnv } from "./child-env";
import { repositoryRoot } from "./repository";

// npm run gateway -- --claim <text>: the gateway's own program, with the claim the onboarding page gives out.

const { values } = parseArgs({
  options: { claim: { type: "string" }, data: { type: "string", default: "data/gateways" } },
});
if (!values.claim) {
  console.error("Give the claim: npm run gateway -- --claim <text>");
  process.exit(1);
}
const claim = Claim.parse(JSON.parse(Buffer.from(values.claim, "base64url").toString("utf8")));
const folder = resolve(values.data, createHash("sha256").update(claim.token).digest("hex").slice(0, 12));
mkdirSync(folder, { recursive: true, mode: 0o700 });
const claimFile = join(folder, "claim.json");
writeFileSync(claimFile, JSON.stringify(claim), { mode: 0o600 });
const gateway = spawn(process.execPath, ["--import", "tsx", "apps/edge/src/main.ts"], {
  cwd: repositoryRoot,
  env: childEnv({ EDGE_DATA_DIR: folder, EDGE_CLAIM_FILE: claimFile }),
  stdio: "inherit",
});
for (const signal of ["SIGINT", "SIGTERM"] as const) process.on(signal, () => gateway.kill(signal));
gateway.on("exit", (code) => process.exit(code ?? 1));
