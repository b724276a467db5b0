import { z } from "zod";
import { EdgePackage } from "./package";

/**
 * What a person hands to a device so that it can enrol: where to go, whom to trust there, and the one-time claim token.
 * Written as a JSON file or passed as one line.
 */
export const Claim = z.object({
  /** Such as `https://127.0.0.1:8443`. */
  enrolmentUrl: z.url({ protocol: /^https$/ }),
  /** PEM of the platform's root CA: the only trust anchor the device uses, for enrolment and for the broker. */
  rootCertificate: z.string().startsWith("-----BEGIN CERTIFICATE-----"),
  token: z.string().min(20),
});
export type Claim = z.infer<typeof Claim>;

/** `POST /v1/enrol` over TLS. The subject and the extensions of the request are ignored; its key and its proof of possession count. */
export const EnrolmentRequest = z.object({
  token: z.string().min(20).max(200),
  /** PKCS #10, PEM, ECDSA P-256. */
  certificateRequest: z.string().startsWith("-----BEGIN CERTIFICATE REQUEST-----").max(8192),
});
export type EnrolmentRequest = z.infer<typeof EnrolmentRequest>;

/** 201 of `POST /v1/enrol`. */
export const EnrolmentResponse = z.object({
  tenant: z.string(),
  device: z.string(),
  /** The leaf, PEM. */
  certificate: z.string(),
  /** Issuing CA first, root last, PEM. */
  chain: z.array(z.string()),
  /** Such as `mqtts://127.0.0.1:8883`. */
  brokerUrl: z.string().startsWith("mqtts://"),
  /** Absent for a device that is no gateway. */
  edgePackage: EdgePackage.optional(),
});
export type EnrolmentResponse = z.infer<typeof EnrolmentResponse>;
