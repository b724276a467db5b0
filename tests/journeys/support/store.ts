import { createPgTenantLog, openLogFeed } from "@outstation/adapters/pg-log";
import { decodeAccepted } from "@outstation/contracts/streams/accepted-readings";
import { decodeBillingEvent } from "@outstation/contracts/streams/billing-event";
import { PARTITIONS, partitionOf, STREAMS } from "@outstation/contracts/streams/streams";
import type { Database } from "@outstation/db/database";
import { readAsTenant } from "@outstation/db/tenant";

export type StoredBoot = {
  readonly boot: number;
  readonly readings: number;
  /** Messages, by the ledger. */
  readonly sequences: number;
  /** The ledger itself, such as `{[1,2001)}`: one range when nothing is missing. */
  readonly seen: string;
};

/** What a tenant's store holds of each boot of one device. */
export const storedBoots = (db: Database, tenantId: string): Promise<StoredBoot[]> =>
  readAsTenant(
    db,
    tenantId,
    `SELECT boot::float8, readings::float8, seen::text,
            (SELECT sum(upper(run) - lower(run)) FROM unnest(seen) AS run)::float8 AS sequences
     FROM (SELECT boot, sum(cardinality(points)) AS readings FROM series.readings WHERE tenant_id = $1 GROUP BY boot) AS stored
     JOIN series.sequences USING (boot) WHERE tenant_id = $1 ORDER BY boot`,
    [tenantId],
  );

/** Readings of each boot that the rest of the house was told of: what its messages say, counted anew. */
export async function announcedReadings(db: Database, tenantId: string): Promise<Map<number, number>> {
  const feed = openLogFeed(db);
  const log = createPgTenantLog(db, feed);
  const readings = new Map<number, number>();
  for (let partition = 0; partition < PARTITIONS; partition++)
    for (let offset = 0; ; ) {
      const page = await log.readFrom(tenantId, { stream: STREAMS.telemetryAccepted, partition, offset });
      if (page.length === 0) break;
      for (const message of page) {
        const { sequence, readings: own } = decodeAccepted(message.value);
        const boot = sequence?.boot ?? -1;
        readings.set(boot, (readings.get(boot) ?? 0) + own.length);
        offset = message.offset + 1;
      }
    }
  await feed.close();
  return readings;
}

/** Everything the meter will count for a tenant, by event id. */
export async function billedMessages(db: Database, tenantId: string): Promise<{ messages: number; repeated: number }> {
  const feed = openLogFeed(db);
  const log = createPgTenantLog(db, feed);
  const ids = new Set<string>();
  let messages = 0;
  let repeated = 0;
  for (let offset = 0; ; ) {
    const page = await log.readFrom(tenantId, {
      stream: STREAMS.billingEvents,
      partition: partitionOf(tenantId),
      offset,
    });
    if (page.length === 0) break;
    for (const message of page) {
      const event = decodeBillingEvent(message.value);
      messages += event.message_count;
      if (ids.has(event.event_id)) repeated++;
      ids.add(event.event_id);
      offset = message.offset + 1;
    }
  }
  await feed.close();
  return { messages, repeated };
}

/** What the meter has in its ledger for a tenant. */
export async function meteredMessages(db: Database, tenantId: string): Promise<number> {
  const [row] = await readAsTenant<{ messages: number }>(
    db,
    tenantId,
    `SELECT coalesce(sum(messages), 0)::float8 AS messages FROM metering.hours WHERE tenant_id = $1 AND replaced_at IS NULL`,
    [tenantId],
  );
  return row?.messages ?? 0;
}
