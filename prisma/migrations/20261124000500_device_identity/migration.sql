-- A device from its claim to its retirement: areas, tags, attributes, what the broker saw, certificates that renew and are
-- revoked, and the outbox that carries a committed change to the world outside.

-- AlterTable
ALTER TABLE "devices" ADD COLUMN     "desired" JSONB NOT NULL DEFAULT '{}',
ADD COLUMN     "reported" JSONB NOT NULL DEFAULT '{}',
ADD COLUMN     "reported_at" TIMESTAMPTZ(3),
ADD COLUMN     "retired_at" TIMESTAMPTZ(3),
ADD COLUMN     "status" TEXT NOT NULL DEFAULT 'active',
ADD COLUMN     "tags" TEXT[] NOT NULL DEFAULT ARRAY[]::TEXT[];

-- AlterTable
ALTER TABLE "claims" ADD COLUMN     "created_by" TEXT;

-- CreateTable
CREATE TABLE "enrolment_steps" (
    "tenant_id" UUID NOT NULL,
    "claim_id" UUID NOT NULL,
    "step" TEXT NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,
    "ok" BOOLEAN NOT NULL,
    "reason" TEXT,
    "detail" TEXT,

    CONSTRAINT "enrolment_steps_pkey" PRIMARY KEY ("tenant_id","claim_id","step")
);

-- CreateTable
CREATE TABLE "device_links" (
    "tenant_id" UUID NOT NULL,
    "device_id" UUID NOT NULL,
    "fingerprint_sha256" TEXT,
    "connected_at" TIMESTAMPTZ(3),
    "disconnected_at" TIMESTAMPTZ(3),
    "refused_at" TIMESTAMPTZ(3),
    "refused_reason" TEXT,

    CONSTRAINT "device_links_pkey" PRIMARY KEY ("tenant_id","device_id")
);

-- CreateTable
CREATE TABLE "areas" (
    "tenant_id" UUID NOT NULL,
    "site_id" UUID NOT NULL,
    "path" TEXT NOT NULL,
    "kind" TEXT NOT NULL,

    CONSTRAINT "areas_pkey" PRIMARY KEY ("tenant_id","site_id","path")
);

-- CreateTable
CREATE TABLE "outbox" (
    "tenant_id" UUID NOT NULL,
    "id" UUID NOT NULL,
    "kind" TEXT NOT NULL,
    "body" JSONB NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "attempts" INTEGER NOT NULL DEFAULT 0,
    "next_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "done_at" TIMESTAMPTZ(3),
    "steps" JSONB NOT NULL DEFAULT '[]',
    "last_error" TEXT,

    CONSTRAINT "outbox_pkey" PRIMARY KEY ("tenant_id","id")
);

-- AddForeignKey
ALTER TABLE "enrolment_steps" ADD CONSTRAINT "enrolment_steps_tenant_id_claim_id_fkey" FOREIGN KEY ("tenant_id", "claim_id") REFERENCES "claims"("tenant_id", "id") ON DELETE CASCADE ON UPDATE RESTRICT;

-- AddForeignKey
ALTER TABLE "device_links" ADD CONSTRAINT "device_links_tenant_id_device_id_fkey" FOREIGN KEY ("tenant_id", "device_id") REFERENCES "devices"("tenant_id", "id") ON DELETE CASCADE ON UPDATE RESTRICT;

-- AddForeignKey
ALTER TABLE "areas" ADD CONSTRAINT "areas_tenant_id_site_id_fkey" FOREIGN KEY ("tenant_id", "site_id") REFERENCES "sites"("tenant_id", "id") ON DELETE CASCADE ON UPDATE RESTRICT;

-- AddForeignKey
ALTER TABLE "outbox" ADD CONSTRAINT "outbox_tenant_id_fkey" FOREIGN KEY ("tenant_id") REFERENCES "tenants"("id") ON DELETE RESTRICT ON UPDATE RESTRICT;

ALTER TABLE "devices" ADD CONSTRAINT "devices_status_known" CHECK (status IN ('active', 'retired'));
ALTER TABLE "areas" ADD CONSTRAINT "areas_kind_known" CHECK (kind IN ('campus', 'building', 'floor', 'zone'));
ALTER TABLE "enrolment_steps" ADD CONSTRAINT "enrolment_steps_step_known" CHECK (step IN ('key', 'request', 'connect', 'reading'));
CREATE INDEX "devices_tags" ON "devices" USING gin (tags);
CREATE INDEX "outbox_due" ON "outbox" (next_at) WHERE done_at IS NULL;

-- What is there already: the owner is bound by the forced policies like everyone, and has none.
ALTER TABLE "devices" NO FORCE ROW LEVEL SECURITY;
ALTER TABLE "certificates" NO FORCE ROW LEVEL SECURITY;
INSERT INTO "areas" (tenant_id, site_id, path, kind)
  SELECT DISTINCT tenant_id, site_id, area, 'zone' FROM devices WHERE site_id IS NOT NULL AND area IS NOT NULL;
-- AddForeignKey
ALTER TABLE "devices" ADD CONSTRAINT "devices_tenant_id_site_id_area_fkey" FOREIGN KEY ("tenant_id", "site_id", "area") REFERENCES "areas"("tenant_id", "site_id", "path") ON DELETE RESTRICT ON UPDATE CASCADE;
ALTER TABLE "certificates"
  ADD COLUMN "fingerprint_md5" TEXT,
  ADD COLUMN "renews_id" UUID,
  ADD COLUMN "request_sha256" TEXT,
  ADD COLUMN "revoked_at" TIMESTAMPTZ(3),
  ADD COLUMN "revoked_reason" TEXT;
UPDATE "certificates" SET fingerprint_md5 = md5(decode(regexp_replace(pem, '-----[A-Z ]+-----|\s', '', 'g'), 'base64'));
UPDATE "certificates" SET revoked_at = now(), revoked_reason = 'unspecified' WHERE status = 'revoked';
ALTER TABLE "certificates" ALTER COLUMN "fingerprint_md5" SET NOT NULL;
ALTER TABLE "certificates" ADD CONSTRAINT "certificates_revoked_when" CHECK ((status = 'revoked') = (revoked_at IS NOT NULL));
CREATE UNIQUE INDEX "certificates_renewal_once" ON "certificates" (tenant_id, renews_id, request_sha256) WHERE renews_id IS NOT NULL;
ALTER TABLE "devices" FORCE ROW LEVEL SECURITY;
ALTER TABLE "certificates" FORCE ROW LEVEL SECURITY;

DO $$
DECLARE table_name text;
BEGIN
  FOREACH table_name IN ARRAY ARRAY['areas', 'enrolment_steps', 'device_links', 'outbox'] LOOP
    EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', table_name);
    EXECUTE format('ALTER TABLE %I FORCE ROW LEVEL SECURITY', table_name);
    EXECUTE format($policy$
      CREATE POLICY tenant ON %I TO outstation_app, outstation_ingest
        USING (tenant_id = (SELECT nullif(current_setting('app.tenant_id', true), '')::uuid))
        WITH CHECK (tenant_id = (SELECT nullif(current_setting('app.tenant_id', true), '')::uuid))$policy$, table_name);
  END LOOP;
END $$;
-- Suspending a tenant is the platform's act, and ends its sessions through the outbox.
CREATE POLICY platform ON "outbox" FOR INSERT TO outstation_platform
  WITH CHECK (tenant_id = (SELECT nullif(current_setting('app.tenant_id', true), '')::uuid));

GRANT SELECT, INSERT, UPDATE, DELETE ON "areas" TO outstation_app;
GRANT SELECT ON "enrolment_steps", "device_links" TO outstation_app;
GRANT SELECT, INSERT ON "outbox" TO outstation_app;
GRANT INSERT ON "outbox" TO outstation_platform;
GRANT UPDATE (status, revoked_at, revoked_reason) ON "certificates" TO outstation_app;
GRANT SELECT, INSERT, UPDATE ON "enrolment_steps", "device_links" TO outstation_ingest;
GRANT UPDATE (reported, reported_at) ON "devices" TO outstation_ingest;
GRANT SELECT, INSERT, UPDATE (attempts, next_at, done_at, steps, last_error) ON "outbox" TO outstation_ingest;

CREATE FUNCTION announce_outbox() RETURNS trigger LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
  BEGIN
    PERFORM pg_notify('outbox', NEW.tenant_id || ':' || NEW.id);
    RETURN NULL;
  END $$;
CREATE TRIGGER announce AFTER INSERT ON "outbox" FOR EACH ROW EXECUTE FUNCTION announce_outbox();
REVOKE ALL ON FUNCTION announce_outbox() FROM PUBLIC;

-- What the shared workers must know across tenants: which entries are due, and which certificates the list of revocations names.
GRANT SELECT (tenant_id, id, kind, next_at, done_at) ON "outbox" TO outstation_directory;
GRANT SELECT (tenant_id, serial, status, revoked_at, revoked_reason, not_after) ON "certificates" TO outstation_directory;
GRANT SELECT (tenant_id, id, status) ON "devices" TO outstation_directory;
CREATE POLICY directory ON "outbox" FOR SELECT TO outstation_directory USING (true);
CREATE POLICY directory ON "certificates" FOR SELECT TO outstation_directory USING (true);
CREATE POLICY directory ON "devices" FOR SELECT TO outstation_directory USING (true);

CREATE FUNCTION directory.list_due_outbox(at timestamptz, entries_max int) RETURNS TABLE (tenant_id uuid, id uuid, kind text)
  LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp
  AS $$ SELECT tenant_id, id, kind FROM outbox WHERE done_at IS NULL AND next_at <= at ORDER BY next_at, id LIMIT entries_max $$;

CREATE FUNCTION directory.list_revoked(at timestamptz)
  RETURNS TABLE (serial text, revoked_at timestamptz, revoked_reason text, not_after timestamptz)
  LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp
  AS $$
    SELECT serial, revoked_at, revoked_reason, not_after FROM certificates
    WHERE status = 'revoked' AND not_after > at ORDER BY revoked_at, serial
  $$;

-- How large each tenant is, for the platform's operators: numbers, and nothing of what is counted.
CREATE FUNCTION directory.count_devices() RETURNS TABLE (tenant_id uuid, devices bigint)
  LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp
  AS $$ SELECT tenant_id, count(*) FROM devices WHERE status = 'active' GROUP BY tenant_id $$;
GRANT USAGE ON SCHEMA directory TO outstation_platform;

REVOKE ALL ON FUNCTION directory.list_due_outbox(timestamptz, int), directory.list_revoked(timestamptz), directory.count_devices() FROM PUBLIC;
GRANT EXECUTE ON FUNCTION directory.list_due_outbox(timestamptz, int), directory.list_revoked(timestamptz) TO outstation_ingest;
GRANT EXECUTE ON FUNCTION directory.count_devices() TO outstation_platform;
ALTER FUNCTION directory.list_due_outbox(timestamptz, int) OWNER TO outstation_directory;
ALTER FUNCTION directory.list_revoked(timestamptz) OWNER TO outstation_directory;
ALTER FUNCTION directory.count_devices() OWNER TO outstation_directory;
