import { createHash, createPrivateKey, X509Certificate } from "node:crypto";
import { chmod, mkdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { Claim, EnrolmentResponse } from "@outstation/contracts/edge/enrolment";
import { EdgePackage } from "@outstation/contracts/edge/package";
import { commonNameOf } from "@outstation/contracts/mqtt/identity";
import { backoffMs } from "@outstation/kit/backoff";
import { sleep } from "@outstation/kit/clock";
import { Fault, fault } from "@outstation/kit/fault";
import type { Logger } from "@outstation/kit/logger";
import { z } from "zod";
import { openCertificateRequest, openDeviceKey } from "./device-key";
import { readIfThere, writeDurably } from "./durable-file";
import { askForCertificate } from "./enrolment-client";

const BACKOFF = { baseMs: 1000, maxMs: 60_000 };

/** What enrolment gave, kept in `identity.json` beside the key, with the claim it was got by. */
const KeptIdentity = EnrolmentResponse.extend({
  edgePackage: EdgePackage,
  rootCertificate: z.string(),
  claimSha256: z.string(),
});
type KeptIdentity = z.infer<typeof KeptIdentity>;
export type Identity = KeptIdentity & { readonly privateKey: string };

type Options = {
  readonly dataDir: string;
  /** Needed until the device has enrolled. */
  readonly claimFile: string;
  readonly logger: Logger;
  readonly signal: AbortSignal;
};

/**
 * The device's identity: kept from an earlier start, or got by enrolling with the claim. Key and request are on the disk before
 * a certificate is asked for and the answer is stored whole, so a crash at any moment is mended by starting again.
 * A device that is handed another claim than the one it enrolled with enrols anew; while that fails it stays who it was.
 * @returns null when the signal aborted first
 * @throws Fault `enrolment.refused`, `enrolment.no_claim`, `enrolment.bad_claim`, `enrolment.bad_answer`
 */
export async function openIdentity(options: Options): Promise<Identity | null> {
  await mkdir(options.dataDir, { recursive: true });
  // Also where someone else made the folder: key, certificate and readings are nobody else's business.
  await chmod(options.dataDir, 0o700);
  const privateKey = await openDeviceKey(options.dataDir);
  const kept = await readKept(options.dataDir);
  if (kept === null) {
    const identity = await enrol(options, await readClaim(options.claimFile), privateKey, askUntilAnswered);
    return identity === null ? null : { ...identity, privateKey };
  }
  const renewed = await enrolWithNewClaim(options, kept, privateKey);
  return { ...(renewed ?? kept), privateKey };
}

async function readKept(dataDir: string): Promise<KeptIdentity | null> {
  const text = await readIfThere(identityFile(dataDir));
  return text === null ? null : KeptIdentity.parse(JSON.parse(text));
}

const identityFile = (dataDir: string) => join(dataDir, "identity.json");
const sha256 = (text: string) => createHash("sha256").update(text).digest("hex");

type Ask = (claim: Claim, request: string, options: Options) => Promise<EnrolmentResponse | null>;

async function enrol(options: Options, claim: Claim, privateKey: string, ask: Ask): Promise<KeptIdentity | null> {
  const answer = await ask(claim, await openCertificateRequest(options.dataDir, privateKey), options);
  if (answer === null) return null;
  const { rootCertificate, token } = claim;
  const identity = { ...checked(answer, privateKey), rootCertificate, claimSha256: sha256(token) };
  await writeDurably(identityFile(options.dataDir), JSON.stringify(identity, null, 2), 0o600);
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
    return await enrol(options, claim, privateKey, askForCertificate);
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

async function askUntilAnswered(
  claim: Claim,
  csr: string,
  { logger, signal }: Options,
): Promise<EnrolmentResponse | null> {
  for (let attempt = 0; !signal.aborted; attempt++) {
    try {
      return await askForCertificate(claim, csr);
    } catch (reason) {
      if (reason instanceof Fault) throw reason;
      const waitMs = backoffMs(attempt, BACKOFF);
      logger.warn({ enrolmentUrl: claim.enrolmentUrl, reason: String(reason), waitMs }, "enrolment not answered");
      await sleep(waitMs, signal);
    }
  }
  return null;
}

/** A certificate for another key, or for another name than the answer says, would fail later and less clearly. */
function checked(answer: EnrolmentResponse, privateKey: string) {
  const bad = (what: string) => fault("enrolment.bad_answer", `The platform's answer cannot be used: ${what}.`);
  const certificate = new X509Certificate(answer.certificate);
  if (!certificate.checkPrivateKey(createPrivateKey(privateKey))) throw bad("the certificate is for another key");
  if (!certificate.subject.split("\n").includes(`CN=${commonNameOf(answer)}`))
    throw bad(`the certificate names ${certificate.subject.replaceAll("\n", ", ")}, not ${commonNameOf(answer)}`);
  const { edgePackage } = answer;
  if (edgePackage === undefined) throw bad("it holds no edge package");
  if (edgePackage.tenant !== answer.tenant || edgePackage.gateway !== answer.device)
    throw bad("the edge package is for another gateway");
  return { ...answer, edgePackage };
}
