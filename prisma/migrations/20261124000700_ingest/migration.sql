-- The newest reading in a device's row of last values (Unix milliseconds): what is newer than all of them is put beside them
-- without reading them first, which is nearly always.
ALTER TABLE series.latest ADD COLUMN newest_ms bigint NOT NULL DEFAULT 0;
UPDATE series.latest SET newest_ms = coalesce(
  (SELECT max((value ->> 0)::float8)::bigint FROM jsonb_each(latest) AS point (no, value)), 0);
ALTER TABLE series.latest ALTER COLUMN newest_ms DROP DEFAULT;

-- Appends batches and announces them, as before (the partition's row stays locked until the commit, so offsets become visible
-- in order; partitions are locked in ascending order), in one statement however many there are. The bodies come as one value,
-- in binary: an array of them would travel as text, twice as long.
DROP FUNCTION log.append(text, smallint[], uuid[], int[], bytea[]);
CREATE FUNCTION log.append(
  in_stream text, in_partitions smallint[], in_tenants uuid[], in_counts int[], in_sizes int[], in_bodies bytea
) RETURNS bigint[] LANGUAGE plpgsql AS $$
DECLARE firsts bigint[];
BEGIN
  WITH batch AS (
    SELECT partition, tenant_id, messages, size, place,
           sum(size) OVER (ORDER BY place) - size AS body_before,
           sum(messages) OVER (PARTITION BY partition) AS messages_all,
           sum(messages) OVER (PARTITION BY partition ORDER BY place) - messages AS messages_before
    FROM unnest(in_partitions, in_tenants, in_counts, in_sizes) WITH ORDINALITY AS batch (partition, tenant_id, messages, size, place)
  ), moved AS (
    INSERT INTO log.partitions AS known (stream, partition, next_offset)
    SELECT in_stream, partition, sum(messages) FROM batch GROUP BY partition ORDER BY partition
    ON CONFLICT (stream, partition) DO UPDATE SET next_offset = known.next_offset + excluded.next_offset
    RETURNING partition, next_offset
  ), placed AS (
    SELECT batch.*, next_offset - messages_all + messages_before AS first_offset FROM batch JOIN moved USING (partition)
  ), entered AS (
    INSERT INTO log.entries (stream, partition, first_offset, last_offset, tenant_id, body)
    SELECT in_stream, partition, first_offset, first_offset + messages - 1, tenant_id,
           substr(in_bodies, body_before::int + 1, size) FROM placed
  )
  SELECT array_agg(first_offset ORDER BY place) INTO firsts FROM placed;
  PERFORM pg_notify('log', in_stream || ':' || partition || ':' || tenant_id)
    FROM (SELECT DISTINCT partition, tenant_id FROM unnest(in_partitions, in_tenants) AS batch (partition, tenant_id)) AS announced;
  RETURN coalesce(firsts, '{}');
END $$;
REVOKE ALL ON FUNCTION log.append FROM PUBLIC;
GRANT EXECUTE ON FUNCTION log.append TO outstation_ingest;
