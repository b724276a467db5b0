-- Exports of readings: a job each, which a worker streams into the object store.
CREATE TABLE "telemetry_exports" (
    "tenant_id" UUID NOT NULL,
    "id" UUID NOT NULL,
    "format" TEXT NOT NULL,
    "from_at" TIMESTAMPTZ(3) NOT NULL,
    "to_at" TIMESTAMPTZ(3) NOT NULL,
    "devices" JSONB NOT NULL,
    "state" TEXT NOT NULL,
    "requested_by" TEXT NOT NULL,
    "requested_at" TIMESTAMPTZ(3) NOT NULL,
    "attempts" INTEGER NOT NULL DEFAULT 0,
    "seen_at" TIMESTAMPTZ(3),
    "rows_estimated" BIGINT NOT NULL,
    "rows_done" BIGINT NOT NULL DEFAULT 0,
    "failure" TEXT,
    "object_key" TEXT,
    "size" BIGINT,
    "sha256" TEXT,
    "finished_at" TIMESTAMPTZ(3),
    "expires_at" TIMESTAMPTZ(3),

    CONSTRAINT "telemetry_exports_pkey" PRIMARY KEY ("tenant_id","id")
);

-- AddForeignKey
ALTER TABLE "telemetry_exports" ADD CONSTRAINT "telemetry_exports_tenant_id_fkey" FOREIGN KEY ("tenant_id") REFERENCES "tenants"("id") ON DELETE RESTRICT ON UPDATE RESTRICT;

ALTER TABLE "telemetry_exports" ADD CONSTRAINT "telemetry_exports_state_known"
  CHECK (state IN ('queued', 'running', 'ready', 'failed', 'cancelled', 'expired'));
ALTER TABLE "telemetry_exports" ADD CONSTRAINT "telemetry_exports_format_known" CHECK (format IN ('csv', 'parquet'));
ALTER TABLE "telemetry_exports" ADD CONSTRAINT "telemetry_exports_ready"
  CHECK (state <> 'ready' OR (object_key, size, sha256, finished_at, expires_at) IS NOT NULL);

ALTER TABLE "telemetry_exports" ENABLE ROW LEVEL SECURITY;
ALTER TABLE "telemetry_exports" FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant ON "telemetry_exports" TO outstation_app, outstation_ingest
  USING (tenant_id = (SELECT nullif(current_setting('app.tenant_id', true), '')::uuid))
  WITH CHECK (tenant_id = (SELECT nullif(current_setting('app.tenant_id', true), '')::uuid));

GRANT SELECT, INSERT, UPDATE ON "telemetry_exports" TO outstation_app;
GRANT SELECT, UPDATE, DELETE ON "telemetry_exports" TO outstation_ingest;

-- Workers and pages are told of every change when it is committed: `<tenant>:<export>`, which opens nothing by itself.
CREATE FUNCTION public.announce_export() RETURNS trigger LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  PERFORM pg_notify('exports', NEW.tenant_id::text || ':' || NEW.id::text);
  RETURN NULL;
END $$;
REVOKE ALL ON FUNCTION public.announce_export() FROM PUBLIC;
CREATE TRIGGER announce_export AFTER INSERT OR UPDATE ON "telemetry_exports" FOR EACH ROW EXECUTE FUNCTION public.announce_export();
