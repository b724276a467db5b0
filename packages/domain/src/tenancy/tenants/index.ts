export { listTenantLines, type TenantLine } from "./list-tenants";
export { ensureMember, ensureOperator, ensureTenant } from "./provision-tenant";
export { resumeTenant, suspendTenant } from "./suspend-tenant";
