-- Fresh readings of rows that have neither offsets nor qualities nor extras, which is most of them: times and numbers alone
-- ('p'), a fifth of the cost of looking at every place of a point (3,600 rows of ten points: 5 ms against 24). A row without
-- offsets has one instant, so the first place of a point in it is the one that stands. A point of which one row in the
-- range has more comes wholly in the forms of before: which of two readings at one instant stands is decided within one form.
CREATE OR REPLACE FUNCTION series.pack_fresh(in_tenant uuid, in_device uuid, in_points int[], in_from timestamptz, in_to timestamptz)
  RETURNS TABLE (form text, point int, body bytea, extras jsonb) LANGUAGE plpgsql STABLE SET search_path = pg_catalog, pg_temp AS $$
DECLARE
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
        WHERE r.tenant_id = in_tenant AND r.device_id = in_device AND r.measured_at >= in_from AND r.measured_at < in_to
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
      WHERE r.tenant_id = in_tenant AND r.device_id = in_device AND r.measured_at >= in_from AND r.measured_at < in_to
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
      WHERE r.tenant_id = in_tenant AND r.device_id = in_device AND r.measured_at >= in_from AND r.measured_at < in_to
      HAVING count(*) > 0;
  END LOOP;
END $$;
