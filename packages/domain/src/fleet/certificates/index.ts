export { createClaim, type NewClaim } from "./create-claim";
export { type EnrolmentDesk, enrolDevice } from "./enrol-device";
export { type EnrolmentReport, listEnrolmentSteps, reportEnrolmentStep } from "./enrolment-steps";
export { isCertificateActive } from "./is-certificate-active";
export { RENEWAL_GRACE_MS, renewableFrom, standingOf } from "./lifetime";
export { type CertificateLine, listCertificates } from "./list-certificates";
export { type RenewalDesk, type Renewed, renewCertificate, renewLate } from "./renew-certificate";
export { openRevocationList, type SignedList } from "./revocation-list";
export { type Revocation, revoke, revokeCertificate } from "./revoke-certificates";
