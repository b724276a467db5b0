import { createPrivateKey, sign } from "node:crypto";
import {
  type LateRenewalRequest,
  lateRenewalProof,
  type RenewalRequest,
  RenewalResponse,
} from "@outstation/contracts/edge/enrolment";
import { fault } from "@outstation/kit/fault";
import type { SiteProxy } from "../uplink/proxy";
import type { Identity } from "./kept-identity";
import { type Answered, isFinal, postJson, problemOf } from "./post-json";

/**
 * Asks for the next certificate over mutual TLS, as who we are until now.
 * @throws Fault `renewal.too_early`, `renewal.refused`, `renewal.nowhere`
 * @throws Error for everything that may pass
 */
export async function askForRenewal(
  identity: Identity,
  certificateRequest: string,
  proxy?: SiteProxy,
): Promise<RenewalResponse> {
  const { renewalUrl, rootCertificate: ca, privateKey: key } = identity;
  if (renewalUrl === undefined) throw nowhere();
  const cert = [identity.certificate, identity.chain[0]].join("\n");
  const body: RenewalRequest = { certificateRequest };
  return read(await postJson(new URL("/v1/renew", renewalUrl), { ca, cert, key, proxy }, body));
}

/**
 * Asks for the next certificate after ours has ended: no TLS server takes it any more, so our key signs the request.
 * @throws Fault `renewal.too_early`, `renewal.refused`, `renewal.nowhere`
 * @throws Error for everything that may pass
 */
export async function askForLateRenewal(
  identity: Identity,
  certificateRequest: string,
  proxy?: SiteProxy,
): Promise<RenewalResponse> {
  const { enrolmentUrl, rootCertificate: ca, certificate } = identity;
  if (enrolmentUrl === undefined) throw nowhere();
  const proof = sign("sha256", lateRenewalProof(certificateRequest), createPrivateKey(identity.privateKey));
  const body: LateRenewalRequest = { certificate, certificateRequest, proof: proof.toString("base64") };
  return read(await postJson(new URL("/v1/renew-late", enrolmentUrl), { ca, proxy }, body));
}

/** An identity from before renewal had an address. */
const nowhere = () =>
  fault("renewal.nowhere", "This device does not know where to renew its certificate. Enrol it with a new claim.");

function read({ status, text }: Answered): RenewalResponse {
  if (status === 201 || status === 200) return RenewalResponse.parse(JSON.parse(text));
  const { code, said } = problemOf(text);
  if (isFinal(status))
    throw fault(code === "renewal.too_early" ? code : "renewal.refused", `The platform did not renew: ${said}`, {
      status,
    });
  throw new Error(`the platform answered ${status}: ${said}`);
}
