export { claimDevice, createClaim, type NewClaim } from "./create-claim";
export { type EnrolmentDesk, enrolDevice } from "./enrol-device";
export { type EnrolmentReport, listEnrolmentSteps, reportEnrolmentStep } from "./enrolment-steps";
export { isCertificateActive } from "./is-certificate-active";
export { standingOf } from "./lifetime";
export {
  type CertificateLine,
  type CertificateStanding,
  countCertificates,
  listCertificates,
} from "./list-certificates";
export { type RenewalDesk, type Renewed, renewCertificate, renewLate } from "./renew-certificate";
export { openRevocationList, type SignedList } from "./revocation-list";
export { type Revocation, revoke, revokeCertificate, revokeCertificates } from "./revoke-certificates";
