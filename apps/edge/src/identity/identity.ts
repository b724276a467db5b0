import { createPrivateKey, X509Certificate } from "node:crypto";
import { mkdir, readFile } from "node:fs/promises";
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

/** What enrolment gave, kept in `identity.json` beside the key. */
const KeptIdentity = EnrolmentResponse.extend({ edgePackage: EdgePackage, rootCertificate: z.string() });
export type Identity = z.infer<typeof KeptIdentity> & { readonly privateKey: string };

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
 * @returns null when the signal aborted first
 * @throws Fault `enrolment.refused`, `enrolment.no_claim`, `enrolment.bad_claim`, `enrolment.bad_answer`
 */
export async function openIdentity(options: Options): Promise<Identity | null> {
  await mkdir(options.dataDir, { recursive: true, mode: 0o700 });
  const file = join(options.dataDir, "identity.json");
  const privateKey = await openDeviceKey(options.dataDir);
  const kept = await readIfThere(file);
  if (kept !== null) return { ...KeptIdentity.parse(JSON.parse(kept)), privateKey };
  const claim = await readClaim(options.claimFile);
  const answer = await askUntilAnswered(claim, await openCertificateRequest(options.dataDir, privateKey), options);
  if (answer === null) return null;
  const identity = { ...checked(answer, privateKey), rootCertificate: claim.rootCertificate };
  await writeDurably(file, JSON.stringify(identity, null, 2), 0o600);
  options.logger.info({ tenant: identity.tenant, device: identity.device }, "enrolled");
  return { ...identity, privateKey };
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
