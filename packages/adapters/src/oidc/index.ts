export { openOidc } from "./oidc";
