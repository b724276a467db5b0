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

-- The two statements that every batch needs for each of its tenants, each tenant under its own policy as before, in one round
-- trip for all: a batch of two hundred tenants would otherwise be twelve hundred. Both run with the caller's rights, so the
-- policies bind them; tenants go in ascending order, so that two batches at once never wait for each other in a circle.

-- Enters sequence numbers as stored. Answers with those that had been entered before: `old` is what stood there when the row
-- was locked, whoever wrote it last, so two workers that meet the same message agree on which of them was first.
CREATE FUNCTION series.record_sequences(
  in_tenants uuid[], in_devices uuid[], in_boots bigint[], in_seen int8multirange[], in_received_at timestamptz
) RETURNS TABLE (device_id uuid, boot bigint, repeated int8multirange) LANGUAGE plpgsql AS $$
#variable_conflict use_column
DECLARE tenant uuid;
BEGIN
  FOR tenant IN SELECT DISTINCT unnest(in_tenants) ORDER BY 1 LOOP
    PERFORM set_config('app.tenant_id', tenant::text, true);
    RETURN QUERY
    WITH arrived AS (
      SELECT * FROM unnest(in_tenants, in_devices, in_boots, in_seen) AS arrived (tenant_id, device_id, boot, seen)
      WHERE tenant_id = tenant ORDER BY device_id, boot
    ), saved AS (
      INSERT INTO series.sequences AS known (tenant_id, device_id, boot, seen, first_received_at, last_received_at)
      SELECT tenant, device_id, boot, seen, in_received_at, in_received_at FROM arrived
      ON CONFLICT (tenant_id, device_id, boot) DO UPDATE
        SET seen = known.seen + excluded.seen,
            last_received_at = greatest(known.last_received_at, excluded.last_received_at)
      RETURNING known.device_id, known.boot, old.seen AS before)
    SELECT saved.device_id, saved.boot, saved.before * arrived.seen
    FROM saved JOIN arrived USING (device_id, boot) WHERE saved.before && arrived.seen;
  END LOOP;
  PERFORM set_config('app.tenant_id', '', true);
END $$;

-- Moves what the worker has copied into its temporary table `staged_readings` to the store, where it stands ordered by tenant.
-- Answers with the messages without a sequence number (boot below 0) that were new.
CREATE FUNCTION series.take_staged() RETURNS TABLE (device_id uuid, seq bigint) LANGUAGE plpgsql AS $$
#variable_conflict use_column
DECLARE part record;
BEGIN
  FOR part IN
    SELECT tenant_id, min(ctid) AS first, max(ctid) AS last, bool_or(boot < 0) AS some_unnumbered
    FROM staged_readings GROUP BY tenant_id ORDER BY tenant_id
  LOOP
    PERFORM set_config('app.tenant_id', part.tenant_id::text, true);
    IF part.some_unnumbered THEN
      RETURN QUERY
      WITH inserted AS (
        INSERT INTO series.readings SELECT * FROM staged_readings
        WHERE ctid BETWEEN part.first AND part.last AND tenant_id = part.tenant_id
        ON CONFLICT DO NOTHING RETURNING device_id, boot, seq)
      SELECT DISTINCT inserted.device_id, inserted.seq FROM inserted WHERE inserted.boot < 0;
    ELSE
      INSERT INTO series.readings SELECT * FROM staged_readings
      WHERE ctid BETWEEN part.first AND part.last AND tenant_id = part.tenant_id
      ON CONFLICT DO NOTHING;
    END IF;
  END LOOP;
  PERFORM set_config('app.tenant_id', '', true);
END $$;

REVOKE ALL ON FUNCTION series.record_sequences, series.take_staged FROM PUBLIC;
GRANT EXECUTE ON FUNCTION series.record_sequences, series.take_staged TO outstation_ingest;
