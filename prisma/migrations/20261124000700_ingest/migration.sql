-- The newest reading in a device's row of last values (Unix milliseconds): what is newer than all of them is put beside them
-- without reading them first, which is nearly always.
ALTER TABLE series.latest ADD COLUMN newest_ms bigint NOT NULL DEFAULT 0;
UPDATE series.latest SET newest_ms = coalesce(
  (SELECT max((value ->> 0)::float8)::bigint FROM jsonb_each(latest) AS point (no, value)), 0);
ALTER TABLE series.latest ALTER COLUMN newest_ms DROP DEFAULT;
