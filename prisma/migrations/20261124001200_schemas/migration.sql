-- What a tenant may ask of the shared platform, and when it asked for more; what the devices of a type may say, version by
-- version, and which devices spoke by a version that nobody has published.

-- CreateTable
CREATE TABLE "tenant_limits" (
    "tenant_id" UUID NOT NULL,
    "plan" TEXT NOT NULL DEFAULT 'default',
    "messages_per_second" INTEGER,
    "bytes_per_second" INTEGER,
    "devices" INTEGER,
    "points_per_device" INTEGER,
    "points_per_tenant" INTEGER,
    "reason" TEXT NOT NULL,
    "changed_by" TEXT NOT NULL,
    "changed_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "tenant_limits_pkey" PRIMARY KEY ("tenant_id")
);

-- CreateTable
CREATE TABLE "tenant_limit_hits" (
    "tenant_id" UUID NOT NULL,
    "hour" TIMESTAMPTZ(3) NOT NULL,
    "limit_name" TEXT NOT NULL,
    "device_key" TEXT NOT NULL DEFAULT '',
    "times" BIGINT NOT NULL,
    "first_at" TIMESTAMPTZ(3) NOT NULL,
    "last_at" TIMESTAMPTZ(3) NOT NULL,
    "asked" DOUBLE PRECISION NOT NULL,
    "limit_value" DOUBLE PRECISION NOT NULL,

    CONSTRAINT "tenant_limit_hits_pkey" PRIMARY KEY ("tenant_id","hour","limit_name","device_key")
);

-- CreateTable
CREATE TABLE "device_schemas" (
    "tenant_id" UUID NOT NULL,
    "device_type" TEXT NOT NULL,
    "major" INTEGER NOT NULL,
    "minor" INTEGER NOT NULL,
    "document" JSONB NOT NULL,
    "status" TEXT NOT NULL DEFAULT 'draft',
    "created_by" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "published_by" TEXT,
    "published_at" TIMESTAMPTZ(3),
    "deprecated_at" TIMESTAMPTZ(3),
    "changed_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "device_schemas_pkey" PRIMARY KEY ("tenant_id","device_type","major","minor")
);

-- CreateTable
CREATE TABLE "schema_flags" (
    "tenant_id" UUID NOT NULL,
    "device_id" UUID NOT NULL,
    "declared" TEXT NOT NULL,
    "checked_by" TEXT NOT NULL,
    "messages" BIGINT NOT NULL,
    "first_seen_at" TIMESTAMPTZ(3) NOT NULL,
    "last_seen_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "schema_flags_pkey" PRIMARY KEY ("tenant_id","device_id","declared")
);

-- AddForeignKey
ALTER TABLE "tenant_limits" ADD CONSTRAINT "tenant_limits_tenant_id_fkey" FOREIGN KEY ("tenant_id") REFERENCES "tenants"("id") ON DELETE RESTRICT ON UPDATE RESTRICT;

-- AddForeignKey
ALTER TABLE "tenant_limit_hits" ADD CONSTRAINT "tenant_limit_hits_tenant_id_fkey" FOREIGN KEY ("tenant_id") REFERENCES "tenants"("id") ON DELETE RESTRICT ON UPDATE RESTRICT;

-- AddForeignKey
ALTER TABLE "device_schemas" ADD CONSTRAINT "device_schemas_tenant_id_fkey" FOREIGN KEY ("tenant_id") REFERENCES "tenants"("id") ON DELETE RESTRICT ON UPDATE RESTRICT;

-- AddForeignKey
ALTER TABLE "schema_flags" ADD CONSTRAINT "schema_flags_tenant_id_device_id_fkey" FOREIGN KEY ("tenant_id", "device_id") REFERENCES "devices"("tenant_id", "id") ON DELETE CASCADE ON UPDATE RESTRICT;

ALTER TABLE "tenant_limits" ADD CONSTRAINT "tenant_limits_not_negative"
  CHECK (least(messages_per_second, bytes_per_second, devices, points_per_device, points_per_tenant) >= 0);
ALTER TABLE "device_schemas" ADD CONSTRAINT "device_schemas_version_counts" CHECK (major >= 0 AND minor >= 0);
ALTER TABLE "device_schemas" ADD CONSTRAINT "device_schemas_status_known" CHECK (status IN ('draft', 'published', 'deprecated'));
ALTER TABLE "device_schemas" ADD CONSTRAINT "device_schemas_published_when"
  CHECK ((status = 'draft') = (published_at IS NULL) AND (status = 'deprecated') = (deprecated_at IS NOT NULL));

DO $$
DECLARE table_name text;
BEGIN
  FOREACH table_name IN ARRAY ARRAY['tenant_limits', 'tenant_limit_hits', 'device_schemas', 'schema_flags'] LOOP
    EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', table_name);
    EXECUTE format('ALTER TABLE %I FORCE ROW LEVEL SECURITY', table_name);
    EXECUTE format($policy$
      CREATE POLICY tenant ON %I TO outstation_app, outstation_ingest
        USING (tenant_id = (SELECT nullif(current_setting('app.tenant_id', true), '')::uuid))
        WITH CHECK (tenant_id = (SELECT nullif(current_setting('app.tenant_id', true), '')::uuid))$policy$, table_name);
  END LOOP;
  -- A tenant sees its limits; changing them is an operator's act, in the tenant it is for.
  FOREACH table_name IN ARRAY ARRAY['tenant_limits', 'tenant_limit_hits'] LOOP
    EXECUTE format($policy$
      CREATE POLICY platform ON %I TO outstation_platform
        USING (tenant_id = (SELECT nullif(current_setting('app.tenant_id', true), '')::uuid))
        WITH CHECK (tenant_id = (SELECT nullif(current_setting('app.tenant_id', true), '')::uuid))$policy$, table_name);
  END LOOP;
END $$;

GRANT SELECT ON "tenant_limits" TO outstation_app, outstation_ingest;
GRANT SELECT, INSERT, UPDATE ON "tenant_limits" TO outstation_platform;
GRANT SELECT, INSERT, UPDATE, DELETE ON "tenant_limit_hits" TO outstation_app, outstation_ingest;
GRANT SELECT ON "tenant_limit_hits" TO outstation_platform;
GRANT SELECT, INSERT, DELETE ON "device_schemas" TO outstation_app;
GRANT UPDATE (document, status, published_by, published_at, deprecated_at, changed_at) ON "device_schemas" TO outstation_app;
GRANT SELECT ON "device_schemas" TO outstation_ingest;
GRANT SELECT ON "schema_flags" TO outstation_app;
GRANT SELECT, INSERT, UPDATE ON "schema_flags" TO outstation_ingest;

-- Devices are built on what a version says, so a version that was published says it for good.
CREATE FUNCTION keep_published_schema() RETURNS trigger LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
  BEGIN
    IF OLD.status <> 'draft' AND (TG_OP = 'DELETE' OR NEW.document IS DISTINCT FROM OLD.document OR NEW.status = 'draft'
                                  OR NEW.published_at IS DISTINCT FROM OLD.published_at
                                  OR NEW.published_by IS DISTINCT FROM OLD.published_by) THEN
      RAISE EXCEPTION 'a published schema does not change' USING ERRCODE = 'check_violation';
    END IF;
    RETURN CASE TG_OP WHEN 'DELETE' THEN OLD ELSE NEW END;
  END $$;
CREATE TRIGGER keep_published BEFORE UPDATE OR DELETE ON "device_schemas" FOR EACH ROW EXECUTE FUNCTION keep_published_schema();
REVOKE ALL ON FUNCTION keep_published_schema() FROM PUBLIC;

-- What the shared workers must know across tenants: whose limits are not the plan's own, and whose schemas changed when.
GRANT SELECT ON "tenant_limits" TO outstation_directory;
GRANT SELECT (tenant_id, status, changed_at) ON "device_schemas" TO outstation_directory;
GRANT SELECT (tenant_id, device_id) ON "points" TO outstation_directory;
CREATE POLICY directory ON "tenant_limits" FOR SELECT TO outstation_directory USING (true);
CREATE POLICY directory ON "device_schemas" FOR SELECT TO outstation_directory USING (true);
CREATE POLICY directory ON "points" FOR SELECT TO outstation_directory USING (true);

CREATE FUNCTION directory.list_limits()
  RETURNS TABLE (tenant_id uuid, slug text, plan text, messages_per_second int, bytes_per_second int, devices int,
                 points_per_device int, points_per_tenant int)
  LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp
  AS $$
    SELECT tenants.id, tenants.slug, plan, messages_per_second, bytes_per_second, devices, points_per_device, points_per_tenant
    FROM tenant_limits JOIN tenants ON tenants.id = tenant_limits.tenant_id
  $$;

CREATE FUNCTION directory.list_schema_heads() RETURNS TABLE (tenant_id uuid, changed_at timestamptz)
  LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp
  AS $$ SELECT tenant_id, max(changed_at) FROM device_schemas WHERE status <> 'draft' GROUP BY tenant_id $$;

-- How large a tenant's register is, for the platform's operators: numbers, and nothing of what is counted.
CREATE FUNCTION directory.measure_register(wanted uuid) RETURNS TABLE (devices bigint, points bigint, points_of_largest bigint)
  LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp
  AS $$
    SELECT (SELECT count(*) FROM devices WHERE tenant_id = wanted AND status = 'active'), coalesce(sum(points), 0)::bigint,
           coalesce(max(points), 0)
    FROM (SELECT count(*) AS points FROM points WHERE tenant_id = wanted GROUP BY device_id) AS counted
  $$;

DO $$
DECLARE fn regprocedure;
BEGIN
  FOREACH fn IN ARRAY ARRAY['directory.list_limits()', 'directory.list_schema_heads()'] :: regprocedure[] LOOP
    EXECUTE format('REVOKE ALL ON FUNCTION %s FROM PUBLIC', fn);
    EXECUTE format('GRANT EXECUTE ON FUNCTION %s TO outstation_ingest', fn);
    EXECUTE format('ALTER FUNCTION %s OWNER TO outstation_directory', fn);
  END LOOP;
END $$;
REVOKE ALL ON FUNCTION directory.measure_register(uuid) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION directory.measure_register(uuid) TO outstation_platform;
ALTER FUNCTION directory.measure_register(uuid) OWNER TO outstation_directory;
