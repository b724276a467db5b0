import { type SigningKey, SigningKeysResponse } from "@outstation/contracts/edge/signed";
import { fault } from "@outstation/kit/fault";
import type { Identity } from "../identity/identity";
import { postJson, problemOf } from "../identity/post-json";
import type { SiteProxy } from "../uplink/proxy";

/**
 * The keys that the platform signs with now, from the door whose certificate the root CA vouches for.
 * @throws Fault `signature.no_keys`
 * @throws Error for everything that may pass
 */
export async function askForKeys(identity: Identity, proxy?: SiteProxy): Promise<readonly SigningKey[]> {
  const { enrolmentUrl, rootCertificate: ca } = identity;
  if (enrolmentUrl === undefined)
    throw fault("signature.no_keys", "This device does not know whom to ask for the platform's keys. Enrol it anew.");
  const { status, text } = await postJson(new URL("/v1/signing-keys", enrolmentUrl), { ca, proxy }, {});
  if (status !== 200) throw new Error(`the platform answered ${status}: ${problemOf(text).said}`);
  return SigningKeysResponse.parse(JSON.parse(text)).signingKeys;
}
