-- The meter's ledger: what each sender sent in each UTC hour, counted from `billing-events` once and only once.
-- docs/flows/metering.md says how; the ledger is the truth of billing, whoever writes the invoices.
CREATE SCHEMA metering;

-- A tenant's hour. Open (closed_at is null) while its events may still be on their way, closed when the meter has read all
-- there were. A closed version never changes again: what comes later makes the next version, which is open until it is closed
-- in its turn. So an invoice that names (hour, version) can be recomputed for ever. The current version has no replaced_at.
CREATE TABLE metering.hours (
  tenant_id uuid NOT NULL,
  hour timestamptz(3) NOT NULL,
  version int NOT NULL,
  messages bigint NOT NULL,
  bytes bigint NOT NULL,
  -- Senders with at least one message.
  devices int NOT NULL,
  changed_at timestamptz(3) NOT NULL,
  closed_at timestamptz(3),
  replaced_at timestamptz(3),
  PRIMARY KEY (tenant_id, hour, version)
);
CREATE UNIQUE INDEX hours_current ON metering.hours (tenant_id, hour) WHERE replaced_at IS NULL;
CREATE INDEX hours_open ON metering.hours (hour, tenant_id) WHERE closed_at IS NULL;

-- The same by device. `version` is the hour's in which the row last changed: a device's part of (hour, version) is its row with
-- the greatest version up to that one.
CREATE TABLE metering.device_hours (
  tenant_id uuid NOT NULL,
  hour timestamptz(3) NOT NULL,
  device_id uuid NOT NULL,
  version int NOT NULL,
  messages bigint NOT NULL,
  bytes bigint NOT NULL,
  changed_at timestamptz(3) NOT NULL,
  replaced_at timestamptz(3),
  PRIMARY KEY (tenant_id, hour, device_id, version)
);
CREATE INDEX device_hours_by_device ON metering.device_hours (tenant_id, device_id, hour) WHERE replaced_at IS NULL;

-- Which offsets of each source the meter has counted, 65,536 of them a row, so that a meter which is a day behind rewrites
-- small multiranges and not one of a hundred thousand pieces. A chunk without a hole is one range.
CREATE TABLE metering.seen (
  stream text NOT NULL,
  partition smallint NOT NULL,
  chunk int NOT NULL,
  seen int8multirange NOT NULL,
  PRIMARY KEY (stream, partition, chunk)
);

-- From which offset on a source is counted by its own offsets. What `telemetry-accepted` held before the meter came was
-- announced under ids of `raw-telemetry`, whose ranges overlap between devices; those are known one by one, below.
CREATE TABLE metering.sources (
  stream text NOT NULL,
  partition smallint NOT NULL,
  begins_at bigint NOT NULL,
  PRIMARY KEY (stream, partition)
);
INSERT INTO metering.sources
SELECT 'telemetry-accepted', number, coalesce(next_offset, 0) FROM generate_series(0, 7) AS number
LEFT JOIN log.partitions ON stream = 'telemetry-accepted' AND partition = number;

-- Counted events whose id names no offsets of their own.
CREATE TABLE metering.counted_events (
  tenant_id uuid NOT NULL,
  event_id text NOT NULL,
  messages bigint NOT NULL,
  PRIMARY KEY (tenant_id, event_id)
);

-- Events that cannot be right: never counted, never dropped. Each must be explained by a person.
CREATE TABLE metering.disputed_events (
  tenant_id uuid NOT NULL,
  -- Where it lies in `billing-events`.
  partition smallint NOT NULL,
  log_offset bigint NOT NULL,
  reason text NOT NULL,
  body bytea NOT NULL,
  -- What it claims to count, where its id can be read.
  source_partition smallint,
  source_range int8range,
  disputed_at timestamptz(3) NOT NULL,
  PRIMARY KEY (tenant_id, partition, log_offset)
);

DO $$
DECLARE table_name text;
BEGIN
  FOREACH table_name IN ARRAY ARRAY['hours', 'device_hours', 'counted_events', 'disputed_events'] LOOP
    EXECUTE format('ALTER TABLE metering.%I ENABLE ROW LEVEL SECURITY', table_name);
    EXECUTE format('ALTER TABLE metering.%I FORCE ROW LEVEL SECURITY', table_name);
    EXECUTE format($policy$
      CREATE POLICY tenant ON metering.%I TO outstation_app, outstation_ingest
        USING (tenant_id = (SELECT nullif(current_setting('app.tenant_id', true), '')::uuid))
        WITH CHECK (tenant_id = (SELECT nullif(current_setting('app.tenant_id', true), '')::uuid))$policy$, table_name);
    EXECUTE format('CREATE POLICY directory ON metering.%I FOR SELECT TO outstation_directory USING (true)', table_name);
  END LOOP;
END $$;

GRANT USAGE ON SCHEMA metering TO outstation_app, outstation_ingest, outstation_directory;
GRANT SELECT ON metering.hours, metering.device_hours TO outstation_app;
GRANT SELECT, INSERT, UPDATE ON metering.hours, metering.device_hours, metering.seen TO outstation_ingest;
GRANT SELECT, INSERT ON metering.counted_events, metering.disputed_events TO outstation_ingest;
GRANT SELECT ON metering.sources TO outstation_ingest;

-- Adds to a tenant's hours, under the tenant's policy. Parallel arrays, one element a device and hour and none twice; amounts
-- may be negative (a correction by replay). Called by one meter at a time, which holds its position.
CREATE FUNCTION metering.add(
  in_tenant uuid, in_at timestamptz, in_devices uuid[], in_hours timestamptz[], in_messages bigint[], in_bytes bigint[]
) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO metering.hours (tenant_id, hour, version, messages, bytes, devices, changed_at)
  SELECT DISTINCT in_tenant, given.hour, 1, 0, 0, 0, in_at FROM unnest(in_hours) AS given (hour)
  WHERE NOT EXISTS (SELECT FROM metering.hours WHERE tenant_id = in_tenant AND hours.hour = given.hour);
  -- A closed version stays as it is; the next one takes its place.
  WITH closed AS (
    UPDATE metering.hours SET replaced_at = in_at
    WHERE tenant_id = in_tenant AND hour = ANY (in_hours) AND replaced_at IS NULL AND closed_at IS NOT NULL RETURNING *)
  INSERT INTO metering.hours (tenant_id, hour, version, messages, bytes, devices, changed_at)
  SELECT tenant_id, hour, version + 1, messages, bytes, devices, in_at FROM closed;

  WITH change AS (
    SELECT given.*, hours.version, before.version AS version_before, coalesce(before.messages, 0) AS messages_before,
           coalesce(before.bytes, 0) AS bytes_before
    FROM unnest(in_devices, in_hours, in_messages, in_bytes) AS given (device_id, hour, messages, bytes)
    JOIN metering.hours ON hours.tenant_id = in_tenant AND hours.hour = given.hour AND hours.replaced_at IS NULL
    LEFT JOIN metering.device_hours AS before ON before.tenant_id = in_tenant AND before.hour = given.hour
      AND before.device_id = given.device_id AND before.replaced_at IS NULL),
  replaced AS (
    UPDATE metering.device_hours AS known SET replaced_at = in_at FROM change
    WHERE known.tenant_id = in_tenant AND known.hour = change.hour AND known.device_id = change.device_id
      AND known.version = change.version_before AND change.version_before < change.version),
  written AS (
    INSERT INTO metering.device_hours (tenant_id, hour, device_id, version, messages, bytes, changed_at)
    SELECT in_tenant, hour, device_id, version, messages_before + messages, bytes_before + bytes, in_at FROM change
    ON CONFLICT (tenant_id, hour, device_id, version)
      DO UPDATE SET messages = excluded.messages, bytes = excluded.bytes, changed_at = excluded.changed_at),
  sums AS (
    SELECT hour, sum(messages) AS messages, sum(bytes) AS bytes,
           count(*) FILTER (WHERE messages_before = 0 AND messages > 0)
             - count(*) FILTER (WHERE messages_before > 0 AND messages_before + messages = 0) AS devices
    FROM change GROUP BY hour)
  UPDATE metering.hours SET messages = hours.messages + sums.messages, bytes = hours.bytes + sums.bytes,
    devices = hours.devices + sums.devices, changed_at = in_at
  FROM sums WHERE tenant_id = in_tenant AND hours.hour = sums.hour AND replaced_at IS NULL;
END $$;
REVOKE ALL ON FUNCTION metering.add FROM PUBLIC;
GRANT EXECUTE ON FUNCTION metering.add TO outstation_ingest;

-- What must be asked across tenants.
GRANT SELECT ON metering.hours, metering.device_hours, metering.counted_events, metering.disputed_events, metering.seen,
  metering.sources TO outstation_directory;
GRANT USAGE ON SCHEMA log TO outstation_directory;
GRANT SELECT ON log.partitions, log.consumers TO outstation_directory;

CREATE FUNCTION directory.list_open_hours(before timestamptz) RETURNS TABLE (tenant_id uuid)
  LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp
  AS $$ SELECT DISTINCT tenant_id FROM metering.hours WHERE closed_at IS NULL AND hour < before $$;

CREATE FUNCTION directory.list_usage(from_hour timestamptz, to_hour timestamptz)
  RETURNS TABLE (tenant_id uuid, messages bigint, bytes bigint)
  LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp
  AS $$
    SELECT tenant_id, sum(messages)::bigint, sum(bytes)::bigint FROM metering.hours
    WHERE replaced_at IS NULL AND hour >= from_hour AND hour < to_hour GROUP BY tenant_id
  $$;

-- One row a partition of `telemetry-accepted`, and the sums of all of them, as of one instant.
CREATE FUNCTION directory.reconcile_usage() RETURNS TABLE (
  partition smallint, begins_at bigint, appended bigint, seen bigint, missing int8multirange, disputed int8multirange,
  unread bigint, counted bigint, counted_by_offset bigint, counted_by_id bigint)
  LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp
  AS $$
    WITH source AS (
      SELECT sources.partition, sources.begins_at,
             greatest(coalesce(partitions.next_offset, 0), sources.begins_at) AS appended,
             coalesce((SELECT range_agg(seen.seen) FROM metering.seen
                       WHERE seen.stream = sources.stream AND seen.partition = sources.partition), '{}') AS seen,
             coalesce((SELECT range_agg(source_range) FROM metering.disputed_events
                       WHERE source_partition = sources.partition), '{}') AS disputed
      FROM metering.sources
      LEFT JOIN log.partitions ON partitions.stream = sources.stream AND partitions.partition = sources.partition
      WHERE sources.stream = 'telemetry-accepted'),
    sized AS (
      SELECT source.*, (SELECT coalesce(sum(upper(range) - lower(range)), 0)::bigint FROM unnest(source.seen) AS range) AS size
      FROM source)
    SELECT sized.partition, sized.begins_at, sized.appended, sized.size,
           int8multirange(int8range(sized.begins_at, sized.appended)) - sized.seen, sized.disputed,
           (SELECT coalesce(sum(partitions.next_offset - coalesce(consumers.next_offset, 0)), 0)::bigint
            FROM log.partitions LEFT JOIN log.consumers ON consumers.stream = partitions.stream
              AND consumers.partition = partitions.partition AND consumers.consumer = 'meter'
            WHERE partitions.stream = 'billing-events'),
           (SELECT coalesce(sum(messages), 0)::bigint FROM metering.device_hours WHERE replaced_at IS NULL),
           (SELECT sum(all_sized.size)::bigint FROM sized AS all_sized),
           (SELECT coalesce(sum(messages), 0)::bigint FROM metering.counted_events)
    FROM sized ORDER BY sized.partition
  $$;

REVOKE ALL ON FUNCTION directory.list_open_hours, directory.list_usage, directory.reconcile_usage FROM PUBLIC;
GRANT EXECUTE ON FUNCTION directory.list_open_hours, directory.reconcile_usage TO outstation_ingest;
GRANT EXECUTE ON FUNCTION directory.list_usage, directory.reconcile_usage TO outstation_platform;
ALTER FUNCTION directory.list_open_hours OWNER TO outstation_directory;
ALTER FUNCTION directory.list_usage OWNER TO outstation_directory;
ALTER FUNCTION directory.reconcile_usage OWNER TO outstation_directory;

-- The meter stands at the beginning before it has ever run, so that nothing is deleted which it has not read.
INSERT INTO log.consumers (consumer, stream, partition, next_offset)
SELECT 'meter', 'billing-events', number, 0 FROM generate_series(0, 7) AS number ON CONFLICT DO NOTHING;
