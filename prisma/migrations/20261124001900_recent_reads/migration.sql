-- The last minute of a device is not the last hour: a row without offsets has one instant, so of the rows before the range only
-- those with offsets can reach into it. Everything else of these two is as before.
CREATE OR REPLACE FUNCTION series.pack_fresh(in_tenant uuid, in_device uuid, in_points int[], in_from timestamptz, in_to timestamptz)
  RETURNS TABLE (form text, point int, body bytea, extras jsonb) LANGUAGE plpgsql STABLE SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  first_hour timestamptz := date_trunc('hour', in_from, 'UTC');
  each int;
  rest int[] := '{}';
  is_plain boolean;
  times bytea;
  numbers bytea;
BEGIN
  IF cardinality(in_points) <= 8 THEN
    FOREACH each IN ARRAY in_points LOOP
      SELECT bool_and(r.offsets_ms IS NULL AND r.qualities IS NULL AND r.extras IS NULL),
          string_agg(timestamptz_send(r.measured_at), '' ORDER BY r.measured_at, r.boot, r.seq),
          string_agg(float8send(r.numbers[array_position(r.points, each)]), '' ORDER BY r.measured_at, r.boot, r.seq)
        INTO is_plain, times, numbers
        FROM series.readings AS r
        WHERE r.tenant_id = in_tenant AND r.device_id = in_device AND r.measured_at >= first_hour AND r.measured_at < in_to
          AND (r.measured_at >= in_from OR r.offsets_ms IS NOT NULL)
          AND array_position(r.points, each) IS NOT NULL;
      IF is_plain THEN
        form := 'p';
        point := each;
        body := series.frame(ARRAY[times, numbers]);
        RETURN NEXT;
      ELSIF NOT is_plain THEN
        rest := rest || each;
      END IF;
    END LOOP;
  ELSE
    rest := in_points;
  END IF;
  IF cardinality(rest) > 3 THEN
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
      WHERE r.tenant_id = in_tenant AND r.device_id = in_device AND r.measured_at >= first_hour AND r.measured_at < in_to
          AND (r.measured_at >= in_from OR r.offsets_ms IS NOT NULL)
      HAVING count(*) > 0;
    RETURN;
  END IF;
  FOREACH each IN ARRAY rest LOOP
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
      WHERE r.tenant_id = in_tenant AND r.device_id = in_device AND r.measured_at >= first_hour AND r.measured_at < in_to
          AND (r.measured_at >= in_from OR r.offsets_ms IS NOT NULL)
      HAVING count(*) > 0;
  END LOOP;
END $$;

CREATE OR REPLACE FUNCTION series.read_range(in_tenant uuid, in_device uuid, in_points int[], in_from timestamptz, in_to timestamptz, in_minutes boolean)
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
    RETURN QUERY SELECT * FROM series.pack_fresh(in_tenant, in_device, in_points, greatest(in_from, fresh_hours[1]), in_to);
  END IF;
  RETURN QUERY
    SELECT CASE WHEN whole THEN 'b' ELSE 'm' END, block.point, CASE WHEN whole THEN block.body ELSE block.minutes END, NULL::jsonb
    FROM series.blocks AS block,
      LATERAL (SELECT NOT in_minutes OR coalesce(length(block.minutes), 0) = 0 OR block.hour = ANY(fresh_hours)) AS form (whole)
    WHERE block.tenant_id = in_tenant AND block.device_id = in_device AND block.point = ANY(in_points)
      AND block.hour >= date_trunc('hour', in_from, 'UTC') AND block.hour < in_to;
END $$;

-- Hours and days: fresh rows are looked for only in days of which there is a page on disk, which a sealed day soon has not any
-- more. Each such day is planned by itself; a plan for all 365 partitions opened every one of them three times, 2 ms each.
CREATE OR REPLACE FUNCTION series.read_rollups(in_tenant uuid, in_device uuid, in_points int[], in_from timestamptz, in_to timestamptz)
  RETURNS TABLE (form text, point int, body bytea, extras jsonb) LANGUAGE plpgsql STABLE
  SET search_path = pg_catalog, pg_temp SET plan_cache_mode = force_custom_plan AS $$
DECLARE
  day_start timestamptz;
  day_from timestamptz;
  day_to timestamptz;
  fresh_hours timestamptz[];
BEGIN
  PERFORM set_config('app.tenant_id', in_tenant::text, true), set_config('app.account_id', '', true), set_config('app.token_hash', '', true);
  FOR day_start IN
    SELECT days.day FROM (
      SELECT pg_class.oid, to_date(right(relname, 8), 'YYYYMMDD')::timestamp AT TIME ZONE 'UTC' AS day
      FROM pg_inherits JOIN pg_class ON pg_class.oid = inhrelid
      WHERE inhparent = 'series.readings'::regclass AND relname ~ '_[0-9]{8}$') AS days
    WHERE days.day < in_to AND days.day + interval '1 day' > in_from AND pg_relation_size(days.oid) > 0
  LOOP
    day_from := greatest(day_start, date_trunc('hour', in_from, 'UTC'));
    day_to := least(day_start + interval '1 day', in_to);
    SELECT array_agg(DISTINCT date_trunc('hour', r.measured_at, 'UTC')) INTO fresh_hours FROM series.readings AS r
      WHERE r.tenant_id = in_tenant AND r.device_id = in_device AND r.measured_at >= day_from AND r.measured_at < day_to;
    CONTINUE WHEN fresh_hours IS NULL;
    RETURN QUERY SELECT * FROM series.pack_fresh(in_tenant, in_device, in_points, fresh_hours[1], day_to);
    RETURN QUERY SELECT 'b', block.point, block.body, NULL::jsonb FROM series.blocks AS block
      WHERE block.tenant_id = in_tenant AND block.device_id = in_device AND block.point = ANY(in_points)
        AND block.hour >= day_from AND block.hour < day_to AND block.hour = ANY(fresh_hours);
  END LOOP;
  RETURN QUERY SELECT 'h', rollup.point, rollup.hours, NULL::jsonb FROM series.rollups AS rollup
    WHERE rollup.tenant_id = in_tenant AND rollup.device_id = in_device AND rollup.point = ANY(in_points)
      AND rollup.day >= (in_from AT TIME ZONE 'UTC')::date AND rollup.day <= ((in_to - interval '1 microsecond') AT TIME ZONE 'UTC')::date;
END $$;
