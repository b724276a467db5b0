-- Queries over live data that must return no rows. Run as a role that may read everything, such as the server's superuser.

-- A device attached to a gateway of another tenant.
SELECT child.tenant_id, child.key FROM devices AS child
JOIN devices AS gateway ON gateway.id = child.gateway_id WHERE gateway.tenant_id <> child.tenant_id;

-- Readings of a device that is on no register.
SELECT DISTINCT tenant_id, device_id FROM series.readings
WHERE NOT EXISTS (SELECT FROM devices WHERE devices.tenant_id = readings.tenant_id AND devices.id = readings.device_id);

-- A stored message whose number is not in the ledger. The ledger is the sender's: a gateway's for its children.
SELECT readings.tenant_id, readings.device_id, boot, seq FROM series.readings
JOIN devices ON devices.tenant_id = readings.tenant_id AND devices.id = readings.device_id
WHERE boot >= 0 AND NOT EXISTS (
  SELECT FROM series.sequences AS ledger
  WHERE ledger.tenant_id = readings.tenant_id AND ledger.device_id = coalesce(devices.gateway_id, devices.id)
    AND ledger.boot = readings.boot AND ledger.seen @> readings.seq);

-- A consumer ahead of its stream.
SELECT consumer, stream, partition FROM log.consumers JOIN log.partitions USING (stream, partition)
WHERE consumers.next_offset > partitions.next_offset;

-- Offsets that two entries claim, or that none has although a later one exists and the stream keeps everything so far.
SELECT one.stream, one.partition, one.first_offset FROM log.entries AS one
JOIN log.entries AS other USING (stream, partition)
WHERE one.first_offset < other.first_offset AND one.last_offset >= other.first_offset;

-- A tenant without an owner can be helped by nobody but us.
SELECT tenants.slug FROM tenants
WHERE kind = 'live' AND NOT EXISTS (SELECT FROM members WHERE members.tenant_id = tenants.id AND role = 'owner');

-- A retired device holds no certificate that still opens the broker.
SELECT devices.tenant_id, devices.key FROM devices JOIN certificates ON certificates.tenant_id = devices.tenant_id AND certificates.device_id = devices.id
WHERE devices.status = 'retired' AND certificates.status = 'active';

-- What a committed change still had to do at the broker is done within five minutes.
SELECT tenant_id, id, kind, attempts, last_error FROM outbox WHERE done_at IS NULL AND created_at < now() - interval '5 minutes';

-- No operator acts inside a tenant for longer than an hour.
SELECT tenant_id, id FROM act_as_grants WHERE expires_at > created_at + interval '1 hour';

-- A cold part that was promised is verified or given up within a day.
SELECT tenant_id, day, part FROM series.cold_parts WHERE state = 'writing' AND started_at < now() - interval '1 day';

-- A day that is cold is read from its parts: their readings are no fewer than their devices, and lie within the day.
SELECT tenant_id, day, part FROM series.cold_parts
WHERE state IN ('cold', 'restored') AND (readings < devices OR first_measured_at < day::timestamp AT TIME ZONE 'UTC'
  OR last_measured_at >= (day + 1)::timestamp AT TIME ZONE 'UTC');

-- An export that runs has a worker that says so.
SELECT tenant_id, id FROM telemetry_exports WHERE state = 'running' AND seen_at < now() - interval '15 minutes';

-- A file of an export is not kept beyond its time.
SELECT tenant_id, id FROM telemetry_exports WHERE object_key IS NOT NULL AND expires_at < now() - interval '1 hour';

-- What is stored is counted, partition by partition of telemetry-accepted, once the meter has read everything.
SELECT partition, appended, seen, missing FROM directory.reconcile_usage() WHERE unread = 0 AND missing - disputed <> '{}';

-- The ledger holds what the meter has seen: nothing was counted twice, or in an hour and not in the ledger.
SELECT counted, counted_by_offset, counted_by_id FROM directory.reconcile_usage()
WHERE counted <> counted_by_offset + counted_by_id LIMIT 1;

-- Nothing is seen that was never stored.
SELECT seen.partition, seen.chunk FROM metering.seen JOIN log.partitions USING (stream, partition)
WHERE NOT (seen.seen <@ int8multirange(int8range(0, partitions.next_offset)));

-- A disputed event waits for a person to explain it.
SELECT tenant_id, partition, log_offset, reason FROM metering.disputed_events;

-- A tenant's hour is the sum of its devices'.
SELECT tenant_id, hour, hours.messages, sum(device_hours.messages) FROM metering.hours
JOIN metering.device_hours USING (tenant_id, hour)
WHERE hours.replaced_at IS NULL AND device_hours.replaced_at IS NULL
GROUP BY tenant_id, hour, hours.messages, hours.bytes, hours.devices
HAVING (hours.messages, hours.bytes, hours.devices)
  <> (sum(device_hours.messages), sum(device_hours.bytes), count(*) FILTER (WHERE device_hours.messages > 0));

-- Of a device's hour one version is current, and of what was replaced every version was closed.
SELECT tenant_id, hour, device_id FROM metering.device_hours WHERE replaced_at IS NULL
GROUP BY tenant_id, hour, device_id HAVING count(*) > 1;
SELECT tenant_id, hour, version FROM metering.hours WHERE replaced_at IS NOT NULL AND closed_at IS NULL;

-- The meter is not more than an hour behind.
SELECT entries.partition, min(appended_at) FROM log.entries JOIN log.consumers USING (stream, partition)
WHERE entries.stream = 'billing-events' AND consumer = 'meter' AND first_offset >= next_offset
  AND appended_at < now() - interval '1 hour' GROUP BY entries.partition;

-- What is sealed is counted in the rollups, which also count what has gone cold.
SELECT sealed.* FROM (
  SELECT tenant_id, device_id, point, (hour AT TIME ZONE 'UTC')::date AS day, sum(readings) AS readings FROM series.blocks
  WHERE minutes IS NOT NULL GROUP BY tenant_id, device_id, point, 4) AS sealed
LEFT JOIN series.rollups USING (tenant_id, device_id, point, day) WHERE rollups.readings IS NULL OR rollups.readings < sealed.readings;
