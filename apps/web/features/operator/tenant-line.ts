import type { Outputs } from "@outstation/hall/client";

/** A tenant as an operator sees it. */
export type TenantLine = Outputs["operator"]["tenants"][number];
