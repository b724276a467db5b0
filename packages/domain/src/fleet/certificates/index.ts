export { createClaim, type NewClaim } from "./create-claim";
export { enrolDevice } from "./enrol-device";
export { isCertificateActive } from "./is-certificate-active";
