import { EnrolmentResponse } from "@outstation/contracts/edge/enrolment";
import type { DeviceIdentity } from "@outstation/contracts/mqtt/identity";
import { fault } from "@outstation/kit/fault";
import { post } from "./post";
import { type Credentials, newKeyRequest } from "./x509";

/** A device with its certificate, and where it connects. */
export type Enrolled = {
  readonly identity: DeviceIdentity;
  readonly credentials: Credentials;
  /** The leaf alone, PEM. */
  readonly certificate: string;
  readonly brokerUrl: string;
  readonly renewalUrl: string | undefined;
  readonly ca: string;
};

export type Claim = { readonly enrolmentUrl: string; readonly rootCertificate: string; readonly token: string };

/**
 * Enrols a device through the door of the installation.
 * @param asking what the request asks to be called: ignored by an authority that issues for the claim alone.
 * @throws Fault `proof.not_enrolled`
 */
export async function enrol({ enrolmentUrl, rootCertificate: ca, token }: Claim, asking?: string): Promise<Enrolled> {
  const { certificateRequest, key } = await newKeyRequest(asking);
  const { status, text } = await post(`${enrolmentUrl}/v1/enrol`, { token, certificateRequest }, { ca });
  if (status !== 201) throw fault("proof.not_enrolled", "A device of the proof could not enrol.", { status, text });
  const { tenant, device, certificate, chain, brokerUrl, renewalUrl } = EnrolmentResponse.parse(JSON.parse(text));
  return {
    identity: { tenant, device },
    credentials: { cert: [certificate, chain[0]].join("\n"), key },
    certificate,
    ...{ brokerUrl, renewalUrl, ca },
  };
}
