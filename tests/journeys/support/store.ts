import { createPgTenantLog, openLogFeed } from "@outstation/adapters/pg-log";
import { decodeBillingEvent } from "@outstation/contracts/streams/billing-event";
import { partitionOf, STREAMS } from "@outstation/contracts/streams/streams";
import type { Database } from "@outstation/db/database";
import { readAsTenant } from "@outstation/db/tenant";

export type StoredBoot = {
  readonly boot: number;
  readonly sequences: number;
  /** Rows beyond the first of a message and hour: a message that crosses an hour has one row in each. */
  readonly twice: number;
  readonly first: number;
  readonly last: number;
  /** The ledger, such as `{[1,2001)}`: one range when nothing is missing. */
  readonly seen: string;
};

/** What a tenant's store holds of each boot of one device. */
export const storedBoots = (db: Database, tenantId: string): Promise<StoredBoot[]> =>
  readAsTenant(
    db,
    tenantId,
    `SELECT boot::float8, count(DISTINCT seq)::int AS sequences,
            (count(*) - count(DISTINCT (device_id, seq, date_trunc('hour', measured_at))))::int AS twice, min(seq)::float8 AS first, max(seq)::float8 AS last,
            (SELECT seen::text FROM series.sequences AS ledger WHERE ledger.tenant_id = $1 AND ledger.boot = readings.boot)
              AS seen
     FROM series.readings WHERE tenant_id = $1 GROUP BY boot ORDER BY boot`,
    [tenantId],
  );

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
