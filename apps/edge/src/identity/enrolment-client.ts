import { request } from "node:https";
import { type Claim, type EnrolmentRequest, EnrolmentResponse } from "@outstation/contracts/edge/enrolment";
import { fault } from "@outstation/kit/fault";

const TIMEOUT_MS = 15_000;
const ANSWER_BYTES_MAX = 1024 * 1024;

/**
 * Hands the certificate request in. Trusts the claim's root certificate and nothing else.
 * @throws Fault `enrolment.refused` when the platform said no for good (4xx): asking again with the same claim is useless.
 * @throws Error for everything that may pass: no answer, 408, 429, 5xx.
 */
export async function askForCertificate(claim: Claim, certificateRequest: string): Promise<EnrolmentResponse> {
  const body: EnrolmentRequest = { token: claim.token, certificateRequest };
  const { status, text } = await post(
    new URL("/v1/enrol", claim.enrolmentUrl),
    claim.rootCertificate,
    JSON.stringify(body),
  );
  if (status === 201 || status === 200) return EnrolmentResponse.parse(JSON.parse(text));
  const said = problemOf(text);
  if (status >= 400 && status < 500 && status !== 408 && status !== 429)
    throw fault("enrolment.refused", `The platform refused the claim: ${said} Ask for a new claim for this device.`, {
      status,
    });
  throw new Error(`the platform answered ${status}: ${said}`);
}

function post(url: URL, ca: string, body: string): Promise<{ status: number; text: string }> {
  return new Promise((resolve, reject) => {
    const headers = { "content-type": "application/json", "content-length": Buffer.byteLength(body) };
    const asking = request(url, { method: "POST", ca, headers, timeout: TIMEOUT_MS, agent: false }, (response) => {
      let text = "";
      response.setEncoding("utf8");
      response.on("data", (part: string) => {
        text += part;
        if (text.length > ANSWER_BYTES_MAX) asking.destroy(new Error("the answer is too large"));
      });
      response.on("error", reject);
      response.on("end", () => resolve({ status: response.statusCode ?? 0, text }));
    });
    asking.on("timeout", () => asking.destroy(new Error(`no answer within ${TIMEOUT_MS / 1000} s`)));
    asking.on("error", reject);
    asking.end(body);
  });
}

/** The sentence in an RFC 9457 problem, or what can be made out otherwise. */
function problemOf(text: string): string {
  try {
    const { detail, title } = JSON.parse(text) as { detail?: unknown; title?: unknown };
    return String(detail ?? title ?? "no reason was given.");
  } catch {
    return text.slice(0, 200) || "no reason was given.";
  }
}
