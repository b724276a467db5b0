-- Last values of many tenants in one round trip, each tenant under its own policy as in `series.record_sequences`: three a tenant
-- were most of what a batch of two hundred tenants cost. Devices stand tenant by tenant, `in_counts` of each. Puts what is newer
-- than everything known beside it, and answers with the devices for which it did not: they have to be compared value by value.
CREATE FUNCTION series.add_latest(
  in_tenants uuid[], in_counts int[], in_devices uuid[], in_received_ms float8[], in_latest jsonb[], in_oldest bigint[], in_newest bigint[]
) RETURNS TABLE (device_id uuid) LANGUAGE plpgsql AS $$
#variable_conflict use_column
DECLARE
  i int;
  first int := 1;
  last int;
BEGIN
  FOR i IN 1 .. cardinality(in_tenants) LOOP
    last := first + in_counts[i] - 1;
    PERFORM set_config('app.tenant_id', in_tenants[i]::text, true);
    RETURN QUERY
    WITH arrived AS (
      SELECT * FROM unnest(in_devices[first:last], in_received_ms[first:last], in_latest[first:last], in_oldest[first:last],
                           in_newest[first:last]) AS arrived (device_id, received_ms, latest, oldest, newest)
    ), added AS (
      UPDATE series.latest AS known
      SET latest = known.latest || arrived.latest, newest_ms = arrived.newest,
          received_at = greatest(known.received_at, to_timestamp(arrived.received_ms / 1000))
      FROM arrived
      WHERE known.tenant_id = in_tenants[i] AND known.device_id = arrived.device_id AND known.newest_ms < arrived.oldest
      RETURNING known.device_id)
    SELECT arrived.device_id FROM arrived WHERE arrived.device_id NOT IN (SELECT added.device_id FROM added);
    first := last + 1;
  END LOOP;
  PERFORM set_config('app.tenant_id', '', true);
END $$;
REVOKE ALL ON FUNCTION series.add_latest FROM PUBLIC;
GRANT EXECUTE ON FUNCTION series.add_latest TO outstation_ingest;
