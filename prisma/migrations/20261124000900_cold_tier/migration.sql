-- The cold tier: each finished day of a tenant moves, after its days of hot retention, from the store into Parquet parts in the
-- object store. docs/flows/cold-tier.md says in which order.

-- How many days a tenant's readings stay in the database. No row: the platform's default.
CREATE TABLE "telemetry_retention" (
    "tenant_id" UUID NOT NULL,
    "hot_days" INTEGER NOT NULL,
    "changed_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "telemetry_retention_pkey" PRIMARY KEY ("tenant_id")
);

-- AddForeignKey
ALTER TABLE "telemetry_retention" ADD CONSTRAINT "telemetry_retention_tenant_id_fkey" FOREIGN KEY ("tenant_id") REFERENCES "tenants"("id") ON DELETE RESTRICT ON UPDATE RESTRICT;

ALTER TABLE "telemetry_retention" ADD CONSTRAINT "telemetry_retention_days" CHECK (hot_days BETWEEN 8 AND 3650);

-- One object of cold readings. A number is never given twice, so no attempt overwrites what another wrote: an attempt that died
-- stays here as `dropped`.
CREATE TABLE series.cold_parts (
  tenant_id uuid NOT NULL,
  day date NOT NULL,
  part int NOT NULL,
  -- writing: promised, perhaps written, not to be read. cold: verified, and its rows are gone from the store. restored: its
  -- readings are in the store again. dropped: neither read nor kept.
  state text NOT NULL CHECK (state IN ('writing', 'cold', 'restored', 'dropped')),
  object_key text NOT NULL,
  started_at timestamptz(3) NOT NULL,
  -- Null while it is being written.
  readings bigint,
  devices int,
  -- Its readings are sorted by device: these two say whether it can have any of one.
  first_device_id uuid,
  last_device_id uuid,
  first_measured_at timestamptz(3),
  last_measured_at timestamptz(3),
  size bigint,
  -- Of the object, and of the readings in it whatever the form.
  sha256 text,
  content_sha256 text,
  cold_at timestamptz(3),
  restored_at timestamptz(3),
  -- Until then a restored day does not go cold again.
  keep_hot_until timestamptz(3),
  PRIMARY KEY (tenant_id, day, part),
  CHECK (state IN ('writing', 'dropped')
         OR (readings, devices, first_device_id, last_device_id, first_measured_at, last_measured_at, size, sha256,
             content_sha256, cold_at) IS NOT NULL)
);

DO $$
DECLARE table_name regclass;
BEGIN
  FOREACH table_name IN ARRAY ARRAY['public.telemetry_retention', 'series.cold_parts'] :: regclass[] LOOP
    EXECUTE format('ALTER TABLE %s ENABLE ROW LEVEL SECURITY', table_name);
    EXECUTE format('ALTER TABLE %s FORCE ROW LEVEL SECURITY', table_name);
    EXECUTE format($policy$
      CREATE POLICY tenant ON %s TO outstation_app, outstation_ingest
        USING (tenant_id = (SELECT nullif(current_setting('app.tenant_id', true), '')::uuid))
        WITH CHECK (tenant_id = (SELECT nullif(current_setting('app.tenant_id', true), '')::uuid))$policy$, table_name);
  END LOOP;
END $$;

GRANT SELECT, INSERT, UPDATE ON "telemetry_retention" TO outstation_app;
GRANT SELECT ON "telemetry_retention" TO outstation_ingest;
GRANT SELECT ON series.cold_parts TO outstation_app;
GRANT SELECT, INSERT, UPDATE ON series.cold_parts TO outstation_ingest;
-- The rows of a day go when they are cold; until now blocks only came and changed.
GRANT DELETE ON series.blocks TO outstation_ingest;

-- Drops the partitions of one UTC day if no tenant has a row in them: rows go only in the transaction that records their
-- verified part, so an empty day is a verified one. False: there was a row, or no such day.
--
-- That day's readers and writers wait while it looks, so it looks only where there is little to look at: vacuum cuts what was
-- deleted from the end of a table. The parents are locked last, for the moment of the drop. A writer that waits for this day
-- holds the parent meanwhile, which would be a deadlock: lock_timeout is below deadlock_timeout, so it is this function that
-- gives up, and the next pass tries again.
CREATE FUNCTION series.drop_empty_day(in_day date) RETURNS boolean
  LANGUAGE plpgsql SECURITY DEFINER
  SET search_path = pg_catalog, pg_temp SET row_security = off SET lock_timeout = '500ms' AS $$
DECLARE
  parent text;
  part text;
  taken boolean;
BEGIN
  -- What is about to be written is never dropped from under its writer.
  IF in_day > (now() AT TIME ZONE 'UTC')::date - 8 THEN
    RETURN false;
  END IF;
  PERFORM pg_advisory_xact_lock(hashtext('series.ensure_day'));
  FOREACH parent IN ARRAY ARRAY['readings', 'blocks'] LOOP
    part := parent || '_' || to_char(in_day, 'YYYYMMDD');
    IF to_regclass('series.' || part) IS NULL THEN
      RETURN false;
    END IF;
    IF pg_relation_size(to_regclass('series.' || part)) > 64 * 1024 * 1024 THEN
      RETURN false;
    END IF;
    EXECUTE format('LOCK TABLE ONLY series.%I IN ACCESS EXCLUSIVE MODE', part);
    -- A partition has no policy and forces it on its owner too, who would find every one of them empty. Nobody else may read
    -- it, and should this ever not suffice, row_security = off makes the next statement an error instead of a lie.
    EXECUTE format('ALTER TABLE series.%I NO FORCE ROW LEVEL SECURITY', part);
    EXECUTE format('SELECT EXISTS (SELECT FROM series.%I)', part) INTO taken;
    EXECUTE format('ALTER TABLE series.%I FORCE ROW LEVEL SECURITY', part);
    IF taken THEN
      RETURN false;
    END IF;
  END LOOP;
  LOCK TABLE ONLY series.readings, ONLY series.blocks IN ACCESS EXCLUSIVE MODE;
  EXECUTE format('DROP TABLE series.%I, series.%I', 'readings_' || to_char(in_day, 'YYYYMMDD'),
                 'blocks_' || to_char(in_day, 'YYYYMMDD'));
  RETURN true;
END $$;
REVOKE ALL ON FUNCTION series.drop_empty_day FROM PUBLIC;
GRANT EXECUTE ON FUNCTION series.drop_empty_day TO outstation_ingest;
