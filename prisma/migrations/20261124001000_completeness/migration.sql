-- What should have arrived and did not. Counted by a reader of `telemetry-accepted`, from the numbers that senders give their
-- messages; the hot path writes none of it. docs/flows/completeness.md says how.

-- How far each boot of a sender has been counted. Everything up to `last_seq` arrived, but what the open rows of `gaps` name.
CREATE TABLE series.boots (
  tenant_id uuid NOT NULL,
  device_id uuid NOT NULL,
  boot bigint NOT NULL,
  last_seq bigint NOT NULL,
  -- Of the message numbered last_seq: the neighbour of the next hole.
  last_measured_at timestamptz(3) NOT NULL,
  -- A boot is counted from 1, and from 0 where a message numbered 0 came.
  zero_measured_at timestamptz(3),
  earliest_measured_at timestamptz(3) NOT NULL,
  latest_measured_at timestamptz(3) NOT NULL,
  PRIMARY KEY (tenant_id, device_id, boot)
) WITH (fillfactor = 70);

-- A run of numbers that are missing, or (healed_at) that were and came late. No number lies in two rows.
CREATE TABLE series.gaps (
  tenant_id uuid NOT NULL,
  device_id uuid NOT NULL,
  boot bigint NOT NULL,
  from_seq bigint NOT NULL,
  to_seq bigint NOT NULL,
  -- Open: measured times of the messages before and after. Healed: of the first and the last of the run. Null: nothing came before.
  after_measured_at timestamptz(3),
  before_measured_at timestamptz(3) NOT NULL,
  opened_at timestamptz(3) NOT NULL,
  cause text NOT NULL CHECK (cause IN ('device_offline', 'gateway_spool_overflow', 'quarantined', 'suspended', 'quota', 'unknown')),
  healed_at timestamptz(3),
  PRIMARY KEY (tenant_id, device_id, boot, from_seq),
  CHECK (to_seq >= from_seq)
);
CREATE INDEX gaps_by_time ON series.gaps (tenant_id, before_measured_at);

CREATE TABLE series.completeness_hours (
  tenant_id uuid NOT NULL,
  device_id uuid NOT NULL,
  hour timestamptz(3) NOT NULL,
  -- Numbered messages that it sent, and those that are missing, laid out evenly between their neighbours.
  received bigint NOT NULL,
  missing bigint NOT NULL,
  -- Messages it sent without a number.
  unnumbered bigint NOT NULL,
  -- Messages with readings of its own, whoever sent them.
  carried bigint NOT NULL,
  PRIMARY KEY (tenant_id, device_id, hour)
) WITH (fillfactor = 70);
CREATE INDEX completeness_hours_by_hour ON series.completeness_hours (tenant_id, hour);

-- What is counted already when counting begins: how many there were an hour is not known, which are missing is. The owner is
-- bound by the forced policies like everyone, and has none.
ALTER TABLE series.sequences NO FORCE ROW LEVEL SECURITY;
INSERT INTO series.boots (tenant_id, device_id, boot, last_seq, last_measured_at, zero_measured_at, earliest_measured_at, latest_measured_at)
  SELECT tenant_id, device_id, boot, upper(seen) - 1, last_received_at,
         CASE WHEN seen @> 0::bigint THEN first_received_at END, first_received_at, last_received_at
  FROM series.sequences WHERE NOT isempty(seen);
INSERT INTO series.gaps (tenant_id, device_id, boot, from_seq, to_seq, after_measured_at, before_measured_at, opened_at, cause)
  SELECT tenant_id, device_id, boot, lower(gap), upper(gap) - 1,
         CASE WHEN lower(gap) > 1 THEN first_received_at END, last_received_at, last_received_at, 'unknown'
  FROM series.sequences, unnest(int8multirange(int8range(1, greatest(1, upper(seen)))) - seen) AS gap WHERE NOT isempty(seen);
INSERT INTO series.completeness_hours (tenant_id, device_id, hour, received, missing, unnumbered, carried)
  SELECT tenant_id, device_id, date_trunc('hour', before_measured_at, 'UTC'), 0, sum(to_seq - from_seq + 1), 0, 0
  FROM series.gaps GROUP BY 1, 2, 3;
ALTER TABLE series.sequences FORCE ROW LEVEL SECURITY;

-- A message in quarantine can be corrected and sent through the pipeline again: wished for by a member, done by a worker.
ALTER TABLE series.quarantined_messages
  -- What its sender numbered it, where that can be read: the ledger knows by it what a missing message is.
  ADD COLUMN boot bigint,
  ADD COLUMN seq bigint,
  ADD COLUMN replay_requested_at timestamptz(3),
  ADD COLUMN replay_requested_by text,
  -- Null: as it came.
  ADD COLUMN replay_payload bytea,
  ADD COLUMN replayed_at timestamptz(3),
  ADD COLUMN outcome text CHECK (outcome IN ('stored', 'stored_before', 'refused'));
CREATE INDEX quarantined_by_time ON series.quarantined_messages (tenant_id, received_at);
CREATE INDEX quarantined_by_number ON series.quarantined_messages (tenant_id, device_key, boot, seq) WHERE seq IS NOT NULL;
CREATE INDEX quarantined_to_replay ON series.quarantined_messages (tenant_id, received_at)
  WHERE replay_requested_at IS NOT NULL AND replayed_at IS NULL;

DO $$
DECLARE table_name text;
BEGIN
  FOREACH table_name IN ARRAY ARRAY['boots', 'gaps', 'completeness_hours'] LOOP
    EXECUTE format('ALTER TABLE series.%I ENABLE ROW LEVEL SECURITY', table_name);
    EXECUTE format('ALTER TABLE series.%I FORCE ROW LEVEL SECURITY', table_name);
    EXECUTE format($policy$
      CREATE POLICY tenant ON series.%I TO outstation_app, outstation_ingest
        USING (tenant_id = (SELECT nullif(current_setting('app.tenant_id', true), '')::uuid))
        WITH CHECK (tenant_id = (SELECT nullif(current_setting('app.tenant_id', true), '')::uuid))$policy$, table_name);
  END LOOP;
END $$;

GRANT SELECT ON series.boots, series.gaps, series.completeness_hours TO outstation_app;
GRANT SELECT, INSERT, UPDATE ON series.boots TO outstation_ingest;
GRANT SELECT, INSERT, UPDATE, DELETE ON series.gaps, series.completeness_hours TO outstation_ingest;
GRANT UPDATE (replay_requested_at, replay_requested_by, replay_payload, replayed_at, outcome), DELETE
  ON series.quarantined_messages TO outstation_app;
GRANT UPDATE (code, field, message, replayed_at, outcome), DELETE ON series.quarantined_messages TO outstation_ingest;

CREATE FUNCTION series.announce_replay() RETURNS trigger LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
  BEGIN
    PERFORM pg_notify('replay', NEW.tenant_id::text);
    RETURN NULL;
  END $$;
CREATE TRIGGER announce_replay AFTER UPDATE OF replay_requested_at ON series.quarantined_messages
  FOR EACH ROW WHEN (NEW.replay_requested_at IS NOT NULL) EXECUTE FUNCTION series.announce_replay();
REVOKE ALL ON FUNCTION series.announce_replay() FROM PUBLIC;
