export { ensureMember, ensureTenant } from "./provision-tenant";
