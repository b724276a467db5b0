-- The telemetry store. A message arrives as one array row (6 times the rate and a fifth of the space of a row a reading,
-- facts/performance 1c) and is sealed later, with its neighbours of the hour, into one compressed block a point.
-- docs/decisions/0002 says why.
CREATE SCHEMA series;

CREATE TABLE series.readings (
  tenant_id uuid NOT NULL,
  device_id uuid NOT NULL,
  -- The earliest reading of the row; all of them lie in one UTC hour.
  measured_at timestamptz(3) NOT NULL,
  -- Boot epoch and sequence of the message; -1 and a hash of the payload where the sender counts neither.
  boot bigint NOT NULL,
  seq bigint NOT NULL,
  received_at timestamptz(3) NOT NULL,
  -- Parallel arrays, one element a reading. A null offsets_ms means all zero, a null qualities means all good.
  points int[] NOT NULL,
  offsets_ms int[],
  numbers float8[] NOT NULL,
  qualities smallint[],
  -- Index in the arrays to what a number cannot hold: {"3": {"v": "batch 17", "s": "0x40920000", "c": {…}}}.
  extras jsonb,
  PRIMARY KEY (tenant_id, device_id, measured_at, boot, seq)
) PARTITION BY RANGE (measured_at);

CREATE TABLE series.blocks (
  tenant_id uuid NOT NULL,
  device_id uuid NOT NULL,
  point int NOT NULL,
  hour timestamptz(3) NOT NULL,
  readings int NOT NULL,
  body bytea NOT NULL,
  PRIMARY KEY (tenant_id, device_id, point, hour)
) PARTITION BY RANGE (hour);

-- Which sequence numbers of each boot have been stored: repeats are recognised here for as long as the device exists, also
-- after its rows were sealed, and a hole in `seen` is a gap. A healthy boot is one range.
CREATE TABLE series.sequences (
  tenant_id uuid NOT NULL,
  device_id uuid NOT NULL,
  boot bigint NOT NULL,
  seen int8multirange NOT NULL,
  first_received_at timestamptz(3) NOT NULL,
  last_received_at timestamptz(3) NOT NULL,
  PRIMARY KEY (tenant_id, device_id, boot)
);

-- The last value of every point of a device: {"<point>": [measuredAt, value, quality, receivedAt]}, times in Unix milliseconds.
CREATE TABLE series.latest (
  tenant_id uuid NOT NULL,
  device_id uuid NOT NULL,
  received_at timestamptz(3) NOT NULL,
  latest jsonb NOT NULL,
  PRIMARY KEY (tenant_id, device_id)
) WITH (fillfactor = 50);

-- What could not be decoded or placed, with the reason. Nothing is dropped silently.
CREATE TABLE series.quarantined_messages (
  tenant_id uuid NOT NULL,
  stream text NOT NULL,
  partition smallint NOT NULL,
  log_offset bigint NOT NULL,
  device_key text NOT NULL,
  topic text NOT NULL,
  payload bytea NOT NULL,
  code text NOT NULL,
  field text NOT NULL,
  message text NOT NULL,
  received_at timestamptz(3) NOT NULL,
  PRIMARY KEY (tenant_id, stream, partition, log_offset)
);

DO $$
DECLARE table_name text;
BEGIN
  FOREACH table_name IN ARRAY ARRAY['readings', 'blocks', 'sequences', 'latest', 'quarantined_messages'] LOOP
    EXECUTE format('ALTER TABLE series.%I ENABLE ROW LEVEL SECURITY', table_name);
    EXECUTE format('ALTER TABLE series.%I FORCE ROW LEVEL SECURITY', table_name);
    EXECUTE format($policy$
      CREATE POLICY tenant ON series.%I TO outstation_app, outstation_ingest
        USING (tenant_id = (SELECT nullif(current_setting('app.tenant_id', true), '')::uuid))
        WITH CHECK (tenant_id = (SELECT nullif(current_setting('app.tenant_id', true), '')::uuid))$policy$, table_name);
  END LOOP;
END $$;

-- Makes the partitions of one UTC day. A partition has no grant and forced row security with no policy: it is reached through
-- its parent, whose policy then holds, or not at all (row security is not inherited by partitions).
CREATE FUNCTION series.ensure_day(in_day date) RETURNS void
  LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  parent text;
  part text;
BEGIN
  PERFORM pg_advisory_xact_lock(hashtext('series.ensure_day'));
  FOREACH parent IN ARRAY ARRAY['readings', 'blocks'] LOOP
    part := parent || '_' || to_char(in_day, 'YYYYMMDD');
    IF to_regclass('series.' || part) IS NULL THEN
      EXECUTE format('CREATE TABLE series.%I PARTITION OF series.%I FOR VALUES FROM (%L) TO (%L)',
                     part, parent, in_day::text || ' 00:00Z', (in_day + 1)::text || ' 00:00Z');
      EXECUTE format('ALTER TABLE series.%I ENABLE ROW LEVEL SECURITY', part);
      EXECUTE format('ALTER TABLE series.%I FORCE ROW LEVEL SECURITY', part);
      IF parent = 'blocks' THEN
        EXECUTE format('ALTER TABLE series.%I ALTER COLUMN body SET STORAGE EXTERNAL', part);
      END IF;
    END IF;
  END LOOP;
END $$;
REVOKE ALL ON FUNCTION series.ensure_day FROM PUBLIC;

GRANT USAGE ON SCHEMA series TO outstation_app, outstation_ingest;
GRANT SELECT ON series.readings, series.blocks, series.sequences, series.latest, series.quarantined_messages TO outstation_app;
GRANT SELECT, INSERT, DELETE ON series.readings TO outstation_ingest;
GRANT SELECT, INSERT, UPDATE ON series.blocks, series.sequences, series.latest TO outstation_ingest;
GRANT SELECT, INSERT ON series.quarantined_messages TO outstation_ingest;
GRANT EXECUTE ON FUNCTION series.ensure_day TO outstation_ingest;
