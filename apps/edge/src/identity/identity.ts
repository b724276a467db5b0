import { createHash } from "node:crypto";
import { chmod, mkdir, readFile } from "node:fs/promises";
import { Claim, type EnrolmentResponse } from "@outstation/contracts/edge/enrolment";
import { backoffMs } from "@outstation/kit/backoff";
import { type Clock, sleep } from "@outstation/kit/clock";
import { Fault, fault } from "@outstation/kit/fault";
import type { Logger } from "@outstation/kit/logger";
import { z } from "zod";
import type { SiteProxy } from "../uplink/proxy";
import { openCertificateRequest, openDeviceKey, settleNextKey } from "./device-key";
import { readIfThere } from "./durable-file";
import { askForCertificate } from "./enrolment-client";
import { checkCertificate, type Identity, type KeptIdentity, readIdentity, writeIdentity } from "./kept-identity";
import { openProgress, type Progress, silentProgress } from "./progress";
import { whyStopped } from "./why-stopped";

export type { Identity };

const BACKOFF = { baseMs: 1000, maxMs: 60_000 };

type Options = {
  readonly dataDir: string;
  /** Needed until the device has enrolled. */
  readonly claimFile: string;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly signal: AbortSignal;
  /** The site's way out, where it has no other. */
  readonly proxy?: SiteProxy | undefined;
};

/**
 * The device's identity: kept from an earlier start, or got by enrolling with the claim. Key and request are on the disk before
 * a certificate is asked for and the answer is stored whole, so a crash at any moment is mended by starting again.
 * A device that is handed another claim than the one it enrolled with enrols anew; while that fails it stays who it was.
 * @returns null when the signal aborted first
 * @throws Fault `enrolment.refused`, `enrolment.no_claim`, `enrolment.bad_claim`, `enrolment.bad_answer`
 */
export async function openIdentity(options: Options): Promise<Identity | null> {
  const { dataDir } = options;
  await mkdir(dataDir, { recursive: true });
  // Also where someone else made the folder: key, certificate and readings are nobody else's business.
  await chmod(dataDir, 0o700);
  const kept = await readIdentity(dataDir);
  if (kept !== null) await settleNextKey(dataDir, kept.certificate);
  const privateKey = await openDeviceKey(dataDir);
  if (kept === null) {
    const identity = await enrol(options, await readClaim(options.claimFile), privateKey, askUntilAnswered);
    return identity === null ? null : { ...identity, privateKey };
  }
  const renewed = await enrolWithNewClaim(options, kept, privateKey);
  return { ...(renewed ?? kept), privateKey };
}

/** Where the device tells how far it came: to whoever made its claim, if that claim is still at hand. */
export async function openProgressOf(
  identity: KeptIdentity,
  claimFile: string,
  clock: Clock,
  proxy?: SiteProxy,
): Promise<Progress> {
  const claim = await readClaim(claimFile).catch(() => null);
  return claim !== null && sha256(claim.token) === identity.claimSha256
    ? openProgress(claim, clock, proxy)
    : silentProgress;
}

const sha256 = (text: string) => createHash("sha256").update(text).digest("hex");

type Attempt = { readonly claim: Claim; readonly request: string; readonly progress: Progress };
type Ask = (attempt: Attempt, options: Options) => Promise<EnrolmentResponse | null>;

async function enrol(options: Options, claim: Claim, privateKey: string, ask: Ask): Promise<KeptIdentity | null> {
  const progress = openProgress(claim, options.clock, options.proxy);
  const request = await openCertificateRequest(options.dataDir, privateKey);
  progress.reached("key");
  const answer = await ask({ claim, request, progress }, options);
  if (answer === null) return null;
  const { rootCertificate, token, enrolmentUrl } = claim;
  const identity = {
    ...checked(answer, privateKey, rootCertificate),
    ...{ rootCertificate, enrolmentUrl, claimSha256: sha256(token) },
  };
  await writeIdentity(options.dataDir, identity);
  options.logger.info({ tenant: identity.tenant, device: identity.device }, "enrolled");
  return identity;
}

async function enrolWithNewClaim(
  options: Options,
  kept: KeptIdentity,
  privateKey: string,
): Promise<KeptIdentity | null> {
  if (options.claimFile === "" || (await readIfThere(options.claimFile)) === null) return null;
  try {
    const claim = await readClaim(options.claimFile);
    if (sha256(claim.token) === kept.claimSha256) return null;
    return await enrol(options, claim, privateKey, askOnce);
  } catch (reason) {
    options.logger.warn({ reason: String(reason) }, "the new claim was of no use; the device stays who it was");
    return null;
  }
}

async function readClaim(file: string): Promise<Claim> {
  if (file === "")
    throw fault("enrolment.no_claim", "This device has not enrolled yet: set EDGE_CLAIM_FILE to the claim's file.");
  const json: unknown = await readFile(file, "utf8")
    .then((text) => JSON.parse(text))
    .catch((cause) => {
      throw fault("enrolment.bad_claim", `The claim file ${file} cannot be read: ${cause.message}`, { file }, cause);
    });
  const parsed = Claim.safeParse(json);
  if (!parsed.success)
    throw fault("enrolment.bad_claim", `The claim file ${file} holds no claim: ${z.prettifyError(parsed.error)}`);
  return parsed.data;
}

async function askOnce({ claim, request, progress }: Attempt, { proxy }: Options): Promise<EnrolmentResponse> {
  try {
    return await askForCertificate(claim, request, proxy);
  } catch (reason) {
    progress.stopped("request", reason);
    throw reason;
  }
}

async function askUntilAnswered(attempt: Attempt, options: Options): Promise<EnrolmentResponse | null> {
  const { logger, signal } = options;
  const { enrolmentUrl } = attempt.claim;
  for (let count = 0; !signal.aborted; count++) {
    try {
      return await askOnce(attempt, options);
    } catch (reason) {
      if (reason instanceof Fault) throw reason;
      const waitMs = backoffMs(count, BACKOFF);
      logger.warn({ enrolmentUrl, ...whyStopped(reason), waitMs }, "enrolment not answered");
      await sleep(waitMs, signal);
    }
  }
  return null;
}

function checked(answer: EnrolmentResponse, privateKey: string, rootCertificate: string) {
  const bad = (what: string) => fault("enrolment.bad_answer", `The platform's answer cannot be used: ${what}.`);
  checkCertificate(answer, { identity: answer, privateKey, rootCertificate });
  const { edgePackage } = answer;
  if (edgePackage === undefined) throw bad("it holds no edge package");
  if (edgePackage.tenant !== answer.tenant || edgePackage.gateway !== answer.device)
    throw bad("the edge package is for another gateway");
  return { ...answer, edgePackage };
}
