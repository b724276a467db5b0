export { openFileSigner, type PlatformCertificates } from "./file-signer";
