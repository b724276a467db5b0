import { z } from "zod";
import { EdgePackage } from "./package";
import { Signed, SigningKey } from "./signed";

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
  /** The same package as the platform signed it. */
  signedPackage: Signed.optional(),
  /** The keys that the platform signs documents with. */
  signingKeys: z.array(SigningKey).max(16).optional(),
  /** Where the certificate is renewed over mutual TLS, such as `https://127.0.0.1:8444`. */
  renewalUrl: z.url({ protocol: /^https$/ }).optional(),
  /** What the device should be like, as an operator set it. */
  attributes: z.record(z.string(), z.unknown()).optional(),
  /** The platform's clock when it answered, Unix milliseconds: a device measures its own against it. */
  now: z.number().int().optional(),
});
export type EnrolmentResponse = z.infer<typeof EnrolmentResponse>;

/** `POST /v1/renew` over mutual TLS, with the certificate that is to be renewed. */
export const RenewalRequest = EnrolmentRequest.pick({ certificateRequest: true });
export type RenewalRequest = z.infer<typeof RenewalRequest>;

/** `POST /v1/renew-late`, for a certificate that ended while its device was away. */
export const LateRenewalRequest = RenewalRequest.extend({
  /** The certificate that ended, PEM. */
  certificate: z.string().startsWith("-----BEGIN CERTIFICATE-----").max(8192),
  /** ECDSA with SHA-256 by the old key over `lateRenewalProof`, DER in base64. */
  proof: z.base64().max(256),
});
export type LateRenewalRequest = z.infer<typeof LateRenewalRequest>;

/** What the old key signs. The prefix keeps a signature made for another purpose from being used here. */
export const lateRenewalProof = (certificateRequest: string): Uint8Array =>
  new TextEncoder().encode(`outstation late renewal v1\n${certificateRequest}`);

/** 201 of both. */
export const RenewalResponse = EnrolmentResponse.pick({ certificate: true, chain: true });
export type RenewalResponse = z.infer<typeof RenewalResponse>;

export const ENROLMENT_STEPS = ["key", "request", "connect", "reading"] as const;
export type EnrolmentStep = (typeof ENROLMENT_STEPS)[number];
/** Why a device could not go on: its clock, its name resolution, a closed port, an untrusted server, or a right it has not. */
export const STOP_REASONS = ["clock", "dns", "port", "ca", "acl", "refused", "other"] as const;
export type StopReason = (typeof STOP_REASONS)[number];

/** `POST /v1/enrol/report`: a device tells how far it came, so that whoever waits for it can see where it stopped. */
export const EnrolmentReport = z.object({
  token: EnrolmentRequest.shape.token,
  step: z.enum(ENROLMENT_STEPS),
  ok: z.boolean(),
  reason: z.enum(STOP_REASONS).optional(),
  detail: z.string().max(500).optional(),
  /** The device's clock, Unix milliseconds. */
  clock: z.number().int().optional(),
});
export type EnrolmentReport = z.infer<typeof EnrolmentReport>;

/** 200 of a report: the platform's clock, Unix milliseconds, against which a device measures its own. */
export const EnrolmentReportResponse = z.object({ now: z.number().int() });
export type EnrolmentReportResponse = z.infer<typeof EnrolmentReportResponse>;
