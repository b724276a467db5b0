-- What devices are told to do, and the firmware they are offered. docs/flows/command.md and docs/flows/firmware.md say how.

ALTER TABLE "sites" ADD COLUMN "commands" TEXT NOT NULL DEFAULT 'allowed';
ALTER TABLE "sites" ADD CONSTRAINT "sites_commands_known" CHECK (commands IN ('allowed', 'forbidden'));

CREATE TABLE "commands" (
    "tenant_id" UUID NOT NULL,
    "id" UUID NOT NULL,
    "device_id" UUID NOT NULL,
    "type" TEXT NOT NULL,
    "args" JSONB NOT NULL,
    "state" TEXT NOT NULL,
    "created_by" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "expires_at" TIMESTAMPTZ(3) NOT NULL,
    "attempts" INTEGER NOT NULL DEFAULT 0,
    "next_send_at" TIMESTAMPTZ(3) NOT NULL,
    "sent_at" TIMESTAMPTZ(3),
    "acknowledged_at" TIMESTAMPTZ(3),
    "started_at" TIMESTAMPTZ(3),
    "ended_at" TIMESTAMPTZ(3),
    "result" JSONB,
    "reason" JSONB,
    -- The device's own words and signature, verified against its certificate when they came.
    "refusal" JSONB,

    CONSTRAINT "commands_pkey" PRIMARY KEY ("tenant_id","id")
);
CREATE INDEX "commands_tenant_id_device_id_created_at_idx" ON "commands"("tenant_id", "device_id", "created_at");

CREATE TABLE "firmware_releases" (
    "tenant_id" UUID NOT NULL,
    "id" UUID NOT NULL,
    "product" TEXT NOT NULL,
    "version" TEXT NOT NULL,
    "minimum_version" TEXT NOT NULL,
    "notes" TEXT NOT NULL,
    "state" TEXT NOT NULL,
    "parts" INTEGER NOT NULL DEFAULT 0,
    "size" INTEGER,
    "sha256" TEXT,
    -- The signed manifest, once it was offered to anyone: one signature for all devices.
    "manifest" JSONB,
    "created_by" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "published_at" TIMESTAMPTZ(3),

    CONSTRAINT "firmware_releases_pkey" PRIMARY KEY ("tenant_id","id")
);
CREATE UNIQUE INDEX "firmware_releases_tenant_id_product_version_key" ON "firmware_releases"("tenant_id", "product", "version");

CREATE TABLE "firmware_rollouts" (
    "tenant_id" UUID NOT NULL,
    "id" UUID NOT NULL,
    "release_id" UUID NOT NULL,
    "name" TEXT NOT NULL,
    "state" TEXT NOT NULL,
    "waves" INTEGER NOT NULL,
    "wave" INTEGER NOT NULL DEFAULT 1,
    "success_percent" INTEGER NOT NULL,
    "abort_percent" INTEGER NOT NULL,
    "created_by" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "ended_at" TIMESTAMPTZ(3),
    "ended_because" TEXT,

    CONSTRAINT "firmware_rollouts_pkey" PRIMARY KEY ("tenant_id","id")
);

-- One device of a rollout, in the wave it was given when the rollout began.
CREATE TABLE "firmware_updates" (
    "tenant_id" UUID NOT NULL,
    "id" UUID NOT NULL,
    "rollout_id" UUID NOT NULL,
    "device_id" UUID NOT NULL,
    "wave" INTEGER NOT NULL,
    "state" TEXT NOT NULL,
    "running" TEXT,
    "percent" INTEGER,
    "opens_at" TIMESTAMPTZ(3),
    "reason" JSONB,
    "refusal" JSONB,
    "attempts" INTEGER NOT NULL DEFAULT 0,
    "next_offer_at" TIMESTAMPTZ(3),
    "changed_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "firmware_updates_pkey" PRIMARY KEY ("tenant_id","id")
);
CREATE UNIQUE INDEX "firmware_updates_tenant_id_rollout_id_device_id_key" ON "firmware_updates"("tenant_id", "rollout_id", "device_id");

ALTER TABLE "commands" ADD CONSTRAINT "commands_tenant_id_device_id_fkey" FOREIGN KEY ("tenant_id", "device_id") REFERENCES "devices"("tenant_id", "id") ON DELETE CASCADE ON UPDATE RESTRICT;
ALTER TABLE "firmware_releases" ADD CONSTRAINT "firmware_releases_tenant_id_fkey" FOREIGN KEY ("tenant_id") REFERENCES "tenants"("id") ON DELETE RESTRICT ON UPDATE RESTRICT;
ALTER TABLE "firmware_rollouts" ADD CONSTRAINT "firmware_rollouts_tenant_id_release_id_fkey" FOREIGN KEY ("tenant_id", "release_id") REFERENCES "firmware_releases"("tenant_id", "id") ON DELETE RESTRICT ON UPDATE RESTRICT;
ALTER TABLE "firmware_updates" ADD CONSTRAINT "firmware_updates_tenant_id_rollout_id_fkey" FOREIGN KEY ("tenant_id", "rollout_id") REFERENCES "firmware_rollouts"("tenant_id", "id") ON DELETE CASCADE ON UPDATE RESTRICT;
ALTER TABLE "firmware_updates" ADD CONSTRAINT "firmware_updates_tenant_id_device_id_fkey" FOREIGN KEY ("tenant_id", "device_id") REFERENCES "devices"("tenant_id", "id") ON DELETE CASCADE ON UPDATE RESTRICT;

ALTER TABLE "commands" ADD CONSTRAINT "commands_state_known"
  CHECK (state IN ('queued', 'sent', 'acknowledged', 'running', 'succeeded', 'failed', 'rejected', 'expired', 'cancelled'));
ALTER TABLE "firmware_releases" ADD CONSTRAINT "firmware_releases_state_known" CHECK (state IN ('draft', 'published'));
ALTER TABLE "firmware_releases" ADD CONSTRAINT "firmware_releases_published"
  CHECK (state <> 'published' OR (size, sha256, published_at) IS NOT NULL);
ALTER TABLE "firmware_rollouts" ADD CONSTRAINT "firmware_rollouts_state_known"
  CHECK (state IN ('running', 'paused', 'completed', 'aborted', 'cancelled'));
ALTER TABLE "firmware_rollouts" ADD CONSTRAINT "firmware_rollouts_numbers"
  CHECK (waves >= 1 AND wave BETWEEN 1 AND waves AND success_percent BETWEEN 1 AND 100 AND abort_percent BETWEEN 1 AND 100);
ALTER TABLE "firmware_updates" ADD CONSTRAINT "firmware_updates_state_known"
  CHECK (state IN ('pending', 'offered', 'downloading', 'verified', 'waiting', 'applying', 'succeeded', 'failed', 'rejected',
                   'rolled_back', 'withdrawn'));

-- Both are few and read every few seconds: what is not over.
CREATE INDEX "commands_open" ON "commands" (least(next_send_at, expires_at)) WHERE state IN ('queued', 'sent', 'acknowledged');
CREATE INDEX "commands_open_of_device" ON "commands" (tenant_id, device_id) WHERE state IN ('queued', 'sent');
CREATE INDEX "firmware_updates_open" ON "firmware_updates" (next_offer_at) WHERE state = 'offered';

DO $$
DECLARE table_name text;
BEGIN
  FOREACH table_name IN ARRAY ARRAY['commands', 'firmware_releases', 'firmware_rollouts', 'firmware_updates'] LOOP
    EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', table_name);
    EXECUTE format('ALTER TABLE %I FORCE ROW LEVEL SECURITY', table_name);
    EXECUTE format($policy$
      CREATE POLICY tenant ON %I TO outstation_app, outstation_ingest
        USING (tenant_id = (SELECT nullif(current_setting('app.tenant_id', true), '')::uuid))
        WITH CHECK (tenant_id = (SELECT nullif(current_setting('app.tenant_id', true), '')::uuid))$policy$, table_name);
  END LOOP;
END $$;

GRANT SELECT, INSERT, UPDATE (state, ended_at) ON "commands" TO outstation_app;
GRANT SELECT, UPDATE (state, attempts, next_send_at, sent_at, acknowledged_at, started_at, ended_at, result, reason, refusal)
  ON "commands" TO outstation_ingest;
GRANT SELECT, INSERT, UPDATE (state, parts, size, sha256, published_at) ON "firmware_releases" TO outstation_app;
GRANT SELECT, UPDATE (manifest) ON "firmware_releases" TO outstation_ingest;
GRANT SELECT, INSERT, UPDATE (state, ended_at, ended_because) ON "firmware_rollouts" TO outstation_app;
GRANT SELECT, UPDATE (state, wave, ended_at, ended_because) ON "firmware_rollouts" TO outstation_ingest;
GRANT SELECT, INSERT, UPDATE (state, changed_at) ON "firmware_updates" TO outstation_app;
GRANT SELECT, UPDATE (state, running, percent, opens_at, reason, refusal, attempts, next_offer_at, changed_at)
  ON "firmware_updates" TO outstation_ingest;

-- For the shared workers: which of all tenants' commands and offers are due. An id opens nothing by itself.
GRANT SELECT (tenant_id, id, state, next_send_at, expires_at) ON "commands" TO outstation_directory;
GRANT SELECT (tenant_id, id, state, next_offer_at) ON "firmware_updates" TO outstation_directory;
CREATE POLICY directory ON "commands" FOR SELECT TO outstation_directory USING (true);
CREATE POLICY directory ON "firmware_updates" FOR SELECT TO outstation_directory USING (true);

CREATE FUNCTION directory.list_due_commands(at timestamptz, commands_max int) RETURNS TABLE (tenant_id uuid, id uuid)
  LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp
  AS $$
    SELECT tenant_id, id FROM commands
    WHERE state IN ('queued', 'sent', 'acknowledged') AND least(next_send_at, expires_at) <= at
      AND (state <> 'acknowledged' OR expires_at <= at)
    ORDER BY least(next_send_at, expires_at), id LIMIT commands_max
  $$;
CREATE FUNCTION directory.list_due_updates(at timestamptz, updates_max int) RETURNS TABLE (tenant_id uuid, id uuid)
  LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp
  AS $$
    SELECT tenant_id, id FROM firmware_updates
    WHERE state = 'offered' AND next_offer_at <= at ORDER BY next_offer_at, id LIMIT updates_max
  $$;
REVOKE ALL ON FUNCTION directory.list_due_commands(timestamptz, int), directory.list_due_updates(timestamptz, int) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION directory.list_due_commands(timestamptz, int), directory.list_due_updates(timestamptz, int)
  TO outstation_ingest;
ALTER FUNCTION directory.list_due_commands(timestamptz, int) OWNER TO outstation_directory;
ALTER FUNCTION directory.list_due_updates(timestamptz, int) OWNER TO outstation_directory;
