import {
  type Claim,
  type EnrolmentReport,
  EnrolmentReportResponse,
  type EnrolmentRequest,
  EnrolmentResponse,
} from "@outstation/contracts/edge/enrolment";
import { fault } from "@outstation/kit/fault";
import type { SiteProxy } from "../uplink/proxy";
import { isFinal, postJson, problemOf } from "./post-json";

/**
 * Hands the certificate request in. Trusts the claim's root certificate and nothing else.
 * @throws Fault `enrolment.refused` when the platform said no for good (4xx): asking again with the same claim is useless.
 * @throws Error for everything that may pass: no answer, 408, 429, 5xx.
 */
export async function askForCertificate(
  claim: Claim,
  certificateRequest: string,
  proxy?: SiteProxy,
): Promise<EnrolmentResponse> {
  const body: EnrolmentRequest = { token: claim.token, certificateRequest };
  const { status, text } = await post(claim, "/v1/enrol", body, proxy);
  if (status === 201 || status === 200) return EnrolmentResponse.parse(JSON.parse(text));
  const { said } = problemOf(text);
  if (isFinal(status))
    throw fault("enrolment.refused", `The platform refused the claim: ${said} Ask for a new claim for this device.`, {
      status,
    });
  throw new Error(`the platform answered ${status}: ${said}`);
}

/**
 * Tells whoever waits for this device how far it came.
 * @returns the platform's clock
 * @throws Error when it was not taken down; the device goes on all the same.
 */
export async function reportStep(
  claim: Claim,
  report: Omit<EnrolmentReport, "token">,
  proxy?: SiteProxy,
): Promise<EnrolmentReportResponse> {
  const { status, text } = await post(claim, "/v1/enrol/report", { ...report, token: claim.token }, proxy);
  if (status !== 200) throw new Error(`the platform answered ${status}: ${problemOf(text).said}`);
  return EnrolmentReportResponse.parse(JSON.parse(text));
}

const post = (claim: Claim, path: string, body: unknown, proxy: SiteProxy | undefined) =>
  postJson(new URL(path, claim.enrolmentUrl), { ca: claim.rootCertificate, proxy }, body);
