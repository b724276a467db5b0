import { createHash } from "node:crypto";
import { mkdir, readFile, writeFile } from "node:fs/promises";
import { join, resolve } from "node:path";
import { parseArgs } from "node:util";
import { Claim, EnrolmentResponse } from "@outstation/contracts/edge/enrolment";
import { openCertificateRequest, openDeviceKey } from "@outstation/edge/identity/device-key";
import { askForCertificate } from "@outstation/edge/identity/enrolment-client";
import { openProgress, type Progress } from "@outstation/edge/identity/progress";
import { whyStopped } from "@outstation/edge/identity/why-stopped";
import { systemClock } from "@outstation/kit/clock";
import { Fault, fault } from "@outstation/kit/fault";
import { runUntilStopped } from "@outstation/kit/process";
import { type Device, runDevice } from "./device";

// npm run device -- --claim <text>: a device on its own MQTT connection, simulated, from nothing to its readings. The claim is
// what the onboarding page gives out: the JSON of a Claim in base64url.

const say = (line: string) => console.log(line);

function readClaim(text: string): Claim {
  try {
    return Claim.parse(JSON.parse(Buffer.from(text, "base64url").toString("utf8")));
  } catch (cause) {
    throw fault("device.bad_claim", "This is not a claim. Copy the whole command from the onboarding page.", {}, cause);
  }
}

/** Key and certificate of an earlier run with this claim, or new ones. Each step is told to whoever waits for the device. */
async function enrol(claim: Claim, folder: string, progress: Progress): Promise<Device> {
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const privateKey = await openDeviceKey(folder);
  const request = await openCertificateRequest(folder, privateKey);
  say("key made; it stays on this device");
  progress.reached("key");
  const kept = join(folder, "enrolment.json");
  const answer = await readFile(kept, "utf8").then(
    (text) => EnrolmentResponse.parse(JSON.parse(text)),
    () => askForCertificate(claim, request),
  );
  await writeFile(kept, JSON.stringify(answer), { mode: 0o600 });
  say(`certificate signed for ${answer.tenant}.${answer.device}`);
  return { ...answer, privateKey, rootCertificate: claim.rootCertificate };
}

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: { claim: { type: "string" }, data: { type: "string", default: "data/devices" } },
  });
  if (!values.claim) throw fault("device.no_claim", "Give the claim: npm run device -- --claim <text>");
  const claim = readClaim(values.claim);
  const folder = resolve(values.data, createHash("sha256").update(claim.token).digest("hex").slice(0, 12));
  const progress = openProgress(claim, systemClock);
  const device = await enrol(claim, folder, progress);
  const stop = runDevice(device, {
    say,
    onConnected: () => progress.reached("connect"),
    onFirstReading: () => progress.reached("reading"),
    onFailed: (error) => {
      const { reason, detail } = whyStopped(error);
      say(`not connected (${reason}): ${detail}`);
      progress.stopped("connect", error);
    },
  });
  runUntilStopped(stop);
}

main().catch((reason: unknown) => {
  console.error(reason instanceof Fault ? reason.publicMessage : reason);
  process.exit(1);
});
