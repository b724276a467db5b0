-- The platform's operators see how often a tenant met its limits, and not which of its devices did.
REVOKE SELECT ON "tenant_limit_hits" FROM outstation_platform;
GRANT SELECT (tenant_id, hour, limit_name, times, first_at, last_at, asked, limit_value) ON "tenant_limit_hits" TO outstation_platform;
