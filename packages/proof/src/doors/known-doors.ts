export type Door = "enrolment" | "renewal" | "revocations";
/** Every path at which devices are answered; one that a door names and that is missing here fails the proof. */
export const DEVICE_ROUTES = {
  "/v1/enrol": "enrolment",
  "/v1/enrol/report": "enrolment",
  "/v1/renew-late": "enrolment",
  "/v1/signing-keys": "enrolment",
  "/v1/renew": "renewal",
  "/v1/firmware/": "renewal",
  "/crl/issuing.crl": "revocations",
} as const satisfies Readonly<Record<string, Door>>;
