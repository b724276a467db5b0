-- Rollups, kept when an hour is sealed: minutes beside their block, hours and days in a table of their own, which stays when a
-- day's blocks leave for the cold tier. docs/decisions/0013 says why.

-- What the minutes of the hour come to, where that is less than the readings themselves; empty where it is not; null where
-- the hour was sealed before there were rollups (a sealer takes these up when it starts).
ALTER TABLE series.blocks ADD COLUMN minutes bytea;
CREATE INDEX blocks_unrolled ON series.blocks (tenant_id, device_id, hour) WHERE minutes IS NULL;

CREATE TABLE series.rollups (
  tenant_id uuid NOT NULL,
  device_id uuid NOT NULL,
  point int NOT NULL,
  -- UTC.
  day date NOT NULL,
  readings int NOT NULL,
  uncertain int NOT NULL,
  bad int NOT NULL,
  -- Readings that are numbers and not bad: minimum, maximum and total are theirs, and mean = total / numbers.
  numbers int NOT NULL,
  minimum float8,
  maximum float8,
  total float8 NOT NULL,
  first_at timestamptz(3) NOT NULL,
  last_at timestamptz(3) NOT NULL,
  -- The same of each hour, and its last value (packages/db/src/series/rollups-codec.ts).
  hours bytea NOT NULL,
  PRIMARY KEY (tenant_id, device_id, point, day)
) PARTITION BY RANGE (day);
ALTER TABLE series.rollups ENABLE ROW LEVEL SECURITY;
ALTER TABLE series.rollups FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant ON series.rollups TO outstation_app, outstation_ingest
  USING (tenant_id = (SELECT nullif(current_setting('app.tenant_id', true), '')::uuid))
  WITH CHECK (tenant_id = (SELECT nullif(current_setting('app.tenant_id', true), '')::uuid));
GRANT SELECT ON series.rollups TO outstation_app;
GRANT SELECT, INSERT, UPDATE ON series.rollups TO outstation_ingest;

-- As before, and the month of rollups: a year of one point lies in 12 partitions, not in 365.
CREATE OR REPLACE FUNCTION series.ensure_day(in_day date) RETURNS void
  LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  month date := date_trunc('month', in_day::timestamp)::date;
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
        EXECUTE format('ALTER TABLE series.%I ALTER COLUMN body SET STORAGE EXTERNAL, ALTER COLUMN minutes SET STORAGE EXTERNAL', part);
      END IF;
    END IF;
  END LOOP;
  part := 'rollups_' || to_char(month, 'YYYYMM');
  IF to_regclass('series.' || part) IS NULL THEN
    EXECUTE format('CREATE TABLE series.%I PARTITION OF series.rollups FOR VALUES FROM (%L) TO (%L)',
                   part, month, (month + interval '1 month')::date);
    EXECUTE format('ALTER TABLE series.%I ENABLE ROW LEVEL SECURITY', part);
    EXECUTE format('ALTER TABLE series.%I FORCE ROW LEVEL SECURITY', part);
    EXECUTE format('ALTER TABLE series.%I ALTER COLUMN hours SET STORAGE EXTERNAL', part);
  END IF;
END $$;

-- The days that have partitions already get their month.
DO $$
DECLARE part record;
BEGIN
  FOR part IN SELECT to_date(right(relname, 8), 'YYYYMMDD') AS day, relname FROM pg_class JOIN pg_namespace ON pg_namespace.oid = relnamespace
              WHERE nspname = 'series' AND relispartition AND relkind = 'r' AND relname LIKE 'blocks\_%' LOOP
    EXECUTE format('ALTER TABLE series.%I ALTER COLUMN minutes SET STORAGE EXTERNAL', part.relname);
    PERFORM series.ensure_day(part.day);
  END LOOP;
END $$;

-- The hours that ended before `in_before` and whose first row was received before it.
-- Goes from one device hour to the next through the index: rows that wait by the million cost nothing here.
CREATE FUNCTION series.list_sealable(in_tenant uuid, in_before timestamptz, in_max int)
  RETURNS TABLE (device_id uuid, hour timestamptz) LANGUAGE plpgsql STABLE SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  ended timestamptz := date_trunc('hour', in_before, 'UTC');
  part record;
  after uuid;
  row_at timestamptz;
  row_received timestamptz;
  found_count int := 0;
BEGIN
  FOR part IN
    SELECT to_date(right(relname, 8), 'YYYYMMDD')::timestamp AT TIME ZONE 'UTC' AS day
    FROM pg_inherits JOIN pg_class ON pg_class.oid = inhrelid
    WHERE inhparent = 'series.readings'::regclass AND relname ~ '_[0-9]{8}$' AND pg_relation_size(pg_class.oid) > 0
    ORDER BY 1
  LOOP
    EXIT WHEN part.day >= ended;
    after := '00000000-0000-0000-0000-000000000000';
    LOOP
      EXECUTE 'SELECT device_id FROM series.readings WHERE tenant_id = $1 AND device_id > $2 AND measured_at >= $3
               AND measured_at < $4 ORDER BY device_id LIMIT 1'
        INTO after USING in_tenant, after, part.day, part.day + interval '1 day';
      EXIT WHEN after IS NULL;
      hour := part.day;
      LOOP
        EXECUTE 'SELECT measured_at, received_at FROM series.readings WHERE tenant_id = $1 AND device_id = $2
                 AND measured_at >= $3 AND measured_at < $4 ORDER BY measured_at LIMIT 1'
          INTO row_at, row_received USING in_tenant, after, hour, least(ended, part.day + interval '1 day');
        EXIT WHEN row_at IS NULL;
        hour := date_trunc('hour', row_at, 'UTC');
        IF row_received < in_before THEN
          device_id := after;
          RETURN NEXT;
          found_count := found_count + 1;
          IF found_count >= in_max THEN RETURN; END IF;
        END IF;
        hour := hour + interval '1 hour';
      END LOOP;
    END LOOP;
  END LOOP;
END $$;
REVOKE ALL ON FUNCTION series.list_sealable FROM PUBLIC;
GRANT EXECUTE ON FUNCTION series.list_sealable TO outstation_ingest;

-- Several byte strings as one, each after its length; a null is empty.
CREATE FUNCTION series.frame(in_parts bytea[]) RETURNS bytea LANGUAGE sql IMMUTABLE PARALLEL SAFE SET search_path = pg_catalog, pg_temp AS $$
  SELECT string_agg(int4send(coalesce(length(part), 0)) || coalesce(part, ''), '' ORDER BY place)
  FROM unnest(in_parts) WITH ORDINALITY AS framed (part, place) $$;
REVOKE ALL ON FUNCTION series.frame FROM PUBLIC;

-- Fresh readings in the binary form of arrays, which costs a third of unnesting them. Of up to three points each point's own
-- ('c': times, offsets, numbers, qualities, 256 added where there is an extra); of more, whole rows ('r').
CREATE FUNCTION series.pack_fresh(in_tenant uuid, in_device uuid, in_points int[], in_from timestamptz, in_to timestamptz)
  RETURNS TABLE (form text, point int, body bytea, extras jsonb) LANGUAGE plpgsql STABLE SET search_path = pg_catalog, pg_temp AS $$
DECLARE each int;
BEGIN
  IF cardinality(in_points) > 3 THEN
    RETURN QUERY
      SELECT 'r', NULL::int, series.frame(ARRAY[
          array_send(array_agg(r.measured_at ORDER BY r.measured_at, r.boot, r.seq)),
          array_send(array_agg((CASE WHEN r.offsets_ms IS NULL THEN 0 ELSE 1 END + CASE WHEN r.qualities IS NULL THEN 0 ELSE 2 END
                                + CASE WHEN r.extras IS NULL THEN 0 ELSE 4 END) ORDER BY r.measured_at, r.boot, r.seq)),
          string_agg(array_send(r.points), '' ORDER BY r.measured_at, r.boot, r.seq),
          string_agg(array_send(r.offsets_ms), '' ORDER BY r.measured_at, r.boot, r.seq),
          string_agg(array_send(r.numbers), '' ORDER BY r.measured_at, r.boot, r.seq),
          string_agg(array_send(r.qualities), '' ORDER BY r.measured_at, r.boot, r.seq)]),
        jsonb_agg(r.extras ORDER BY r.measured_at, r.boot, r.seq) FILTER (WHERE r.extras IS NOT NULL)
      FROM series.readings AS r
      WHERE r.tenant_id = in_tenant AND r.device_id = in_device AND r.measured_at >= in_from AND r.measured_at < in_to
      HAVING count(*) > 0;
    RETURN;
  END IF;
  FOREACH each IN ARRAY in_points LOOP
    RETURN QUERY
      SELECT 'c', each, series.frame(ARRAY[
          array_send(array_agg(r.measured_at ORDER BY r.measured_at, r.boot, r.seq)),
          array_send(array_agg(r.offsets_ms[place] ORDER BY r.measured_at, r.boot, r.seq)),
          array_send(array_agg(r.numbers[place] ORDER BY r.measured_at, r.boot, r.seq)),
          array_send(array_agg(CASE WHEN r.extras IS NULL THEN r.qualities[place]::int
                                    ELSE coalesce(r.qualities[place], 0) + CASE WHEN r.extras ? (place - 1)::text THEN 256 ELSE 0 END
                               END ORDER BY r.measured_at, r.boot, r.seq))]),
        jsonb_agg(r.extras -> (place - 1)::text ORDER BY r.measured_at, r.boot, r.seq)
          FILTER (WHERE r.extras IS NOT NULL AND r.extras ? (place - 1)::text)
      FROM series.readings AS r, unnest(array_positions(r.points, each)) AS place
      WHERE r.tenant_id = in_tenant AND r.device_id = in_device AND r.measured_at >= in_from AND r.measured_at < in_to
      HAVING count(*) > 0;
  END LOOP;
END $$;
REVOKE ALL ON FUNCTION series.pack_fresh FROM PUBLIC;

-- One read as one tenant in one statement: setting the tenant inside costs a hundredth of three more statements
-- (facts/performance 6). Its rights are its caller's, so the policies hold; what it sets ends with the statement's transaction.
-- All forms come from one snapshot, so a reading that is sealed meanwhile is seen once. Forms: those of `pack_fresh`, 'b' a
-- block, 'm' the minutes of an hour. With `in_minutes`, minutes stand for their block wherever no fresh row belongs to their hour.
CREATE FUNCTION series.read_range(in_tenant uuid, in_device uuid, in_points int[], in_from timestamptz, in_to timestamptz, in_minutes boolean)
  RETURNS TABLE (form text, point int, body bytea, extras jsonb) LANGUAGE plpgsql STABLE SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  -- A row begins with its earliest reading and ends within the same hour.
  next_hour timestamptz := date_trunc('hour', in_from, 'UTC');
  fresh_hours timestamptz[] := '{}';
  row_at timestamptz;
BEGIN
  PERFORM set_config('app.tenant_id', in_tenant::text, true), set_config('app.account_id', '', true), set_config('app.token_hash', '', true);
  LOOP
    SELECT r.measured_at INTO row_at FROM series.readings AS r
      WHERE r.tenant_id = in_tenant AND r.device_id = in_device AND r.measured_at >= next_hour AND r.measured_at < in_to
      ORDER BY r.measured_at LIMIT 1;
    EXIT WHEN row_at IS NULL;
    fresh_hours := fresh_hours || date_trunc('hour', row_at, 'UTC');
    next_hour := date_trunc('hour', row_at, 'UTC') + interval '1 hour';
  END LOOP;
  IF cardinality(fresh_hours) > 0 THEN
    RETURN QUERY SELECT * FROM series.pack_fresh(in_tenant, in_device, in_points, fresh_hours[1], in_to);
  END IF;
  RETURN QUERY
    SELECT CASE WHEN whole THEN 'b' ELSE 'm' END, block.point, CASE WHEN whole THEN block.body ELSE block.minutes END, NULL::jsonb
    FROM series.blocks AS block,
      LATERAL (SELECT NOT in_minutes OR coalesce(length(block.minutes), 0) = 0 OR block.hour = ANY(fresh_hours)) AS form (whole)
    WHERE block.tenant_id = in_tenant AND block.device_id = in_device AND block.point = ANY(in_points)
      AND block.hour >= date_trunc('hour', in_from, 'UTC') AND block.hour < in_to;
END $$;
REVOKE ALL ON FUNCTION series.read_range FROM PUBLIC;

-- The same of hours and days: 'h' the hours of a day, and of hours that have fresh rows these and their blocks, from which the
-- caller takes what the rollups do not count yet. A generic plan: planning for each of 365 partitions takes 19 ms, opening them 2.
CREATE FUNCTION series.read_rollups(in_tenant uuid, in_device uuid, in_points int[], in_from timestamptz, in_to timestamptz)
  RETURNS TABLE (form text, point int, body bytea, extras jsonb) LANGUAGE plpgsql STABLE
  SET search_path = pg_catalog, pg_temp SET plan_cache_mode = force_generic_plan AS $$
DECLARE
  first_hour timestamptz := date_trunc('hour', in_from, 'UTC');
  fresh_hours timestamptz[];
BEGIN
  PERFORM set_config('app.tenant_id', in_tenant::text, true), set_config('app.account_id', '', true), set_config('app.token_hash', '', true);
  SELECT array_agg(DISTINCT date_trunc('hour', r.measured_at, 'UTC')) INTO fresh_hours FROM series.readings AS r
    WHERE r.tenant_id = in_tenant AND r.device_id = in_device AND r.measured_at >= first_hour AND r.measured_at < in_to;
  IF fresh_hours IS NOT NULL THEN
    RETURN QUERY SELECT * FROM series.pack_fresh(in_tenant, in_device, in_points, fresh_hours[1], in_to);
    RETURN QUERY SELECT 'b', block.point, block.body, NULL::jsonb FROM series.blocks AS block
      WHERE block.tenant_id = in_tenant AND block.device_id = in_device AND block.point = ANY(in_points)
        AND block.hour = ANY(fresh_hours);
  END IF;
  RETURN QUERY SELECT 'h', rollup.point, rollup.hours, NULL::jsonb FROM series.rollups AS rollup
    WHERE rollup.tenant_id = in_tenant AND rollup.device_id = in_device AND rollup.point = ANY(in_points)
      AND rollup.day >= (in_from AT TIME ZONE 'UTC')::date AND rollup.day <= ((in_to - interval '1 microsecond') AT TIME ZONE 'UTC')::date;
END $$;
REVOKE ALL ON FUNCTION series.read_rollups FROM PUBLIC;
GRANT EXECUTE ON FUNCTION series.frame, series.pack_fresh, series.read_range, series.read_rollups TO outstation_app, outstation_ingest;
