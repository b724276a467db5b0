import { readFileSync, statSync } from "node:fs";
import { mkdir } from "node:fs/promises";
import { Claim } from "@outstation/contracts/edge/enrolment";
import { systemClock as clock } from "@outstation/kit/clock";
import { fault } from "@outstation/kit/fault";
import { createLogger } from "@outstation/kit/logger";
import { z } from "zod";
import { writeDurably } from "../identity/durable-file";
import { openIdentity } from "../identity/identity";
import { lifetimeOf } from "../identity/renewal";
import { claimFileIn, type Settings } from "./settings";

/**
 * `outstation-edge enroll <claim>`: makes the key on this machine, has it certified, and keeps what the gateway needs to run.
 * The claim is the text that the platform shows, its JSON, a file with either, or `-` for the standard input.
 * @throws Fault as `openIdentity` does
 */
export async function enroll({ dataDir, proxy }: Settings, given: string | undefined): Promise<void> {
  if (given === undefined)
    throw fault(
      "enrolment.no_claim",
      "Say which claim: outstation-edge enroll <claim>, <claim> being its text or a file.",
    );
  const claim = parseClaim(given);
  becomeOwnerOf(dataDir);
  await mkdir(dataDir, { recursive: true, mode: 0o700 });
  const claimFile = claimFileIn(dataDir);
  await writeDurably(claimFile, JSON.stringify(claim), 0o600);
  const stopping = new AbortController();
  process.once("SIGINT", () => stopping.abort());
  const logger = createLogger("edge", "warn");
  const identity = await openIdentity({ dataDir, claimFile, clock, logger, proxy, signal: stopping.signal });
  if (identity === null) throw fault("enrolment.stopped", "Stopped before the platform had answered.");
  const { tenant, device, edgePackage, certificate } = identity;
  const until = new Date(lifetimeOf(certificate).notAfter).toISOString().slice(0, 10);
  process.stdout.write(
    `Enrolled as ${tenant}.${device}, with a certificate until ${until}, which renews itself.\n` +
      `Edge package: version ${edgePackage.version}, ${edgePackage.sources.length} sources.\n` +
      "Start it: outstation-edge run, or systemctl enable --now outstation-edge\n",
  );
}

/** @throws Fault `enrolment.bad_claim` */
export function parseClaim(given: string): Claim {
  const text = given === "-" || isFile(given) ? readFileSync(given === "-" ? 0 : given, "utf8").trim() : given.trim();
  const json = text.startsWith("{") ? text : Buffer.from(text, "base64url").toString("utf8");
  let claim: unknown;
  try {
    claim = JSON.parse(json);
  } catch (cause) {
    throw fault("enrolment.bad_claim", "This is no claim: copy the whole text that the platform shows.", {}, cause);
  }
  const parsed = Claim.safeParse(claim);
  if (!parsed.success) throw fault("enrolment.bad_claim", `This is no claim: ${z.prettifyError(parsed.error)}`);
  return parsed.data;
}

function isFile(given: string): boolean {
  try {
    return statSync(given).isFile();
  } catch {
    return false;
  }
}

/** The key belongs to whoever runs the gateway: root enrols on behalf of the folder's owner. */
function becomeOwnerOf(dataDir: string): void {
  if (process.getuid?.() !== 0) return;
  const owner = statSync(dataDir, { throwIfNoEntry: false });
  if (owner === undefined || owner.uid === 0) return;
  process.setgid?.(owner.gid);
  process.setuid?.(owner.uid);
}
