import { createPgLog, openLogFeed } from "@outstation/adapters/pg-log";
import { decodeBillingEvent } from "@outstation/contracts/streams/billing-event";
import { PARTITIONS, STREAMS } from "@outstation/contracts/streams/streams";
import { openDatabase } from "@outstation/db/database";
import { ask } from "./ask";

/** What `billing-events` says, read once from the beginning and then on. */
export type BillingReader = {
  /** Messages billed for these devices since the last call. */
  readOn(devices: ReadonlySet<string>): Promise<number>;
  /** Events whose id was read before. */
  readonly repeatedIds: number;
  close(): Promise<void>;
};

const EVENTS_AT_A_TIME = 5_000;

/** @param ingestUrl the role that carries every tenant's streams. */
export async function openBillingReader(ingestUrl: string, superuserUrl: string): Promise<BillingReader> {
  const db = await openDatabase(ingestUrl, 2);
  const feed = openLogFeed(db);
  const log = createPgLog(db, feed);
  const positions = new Map(Array.from({ length: PARTITIONS }, (_, partition) => [partition, 0]));
  const ids = new Set<string>();
  let repeatedIds = 0;

  return {
    get repeatedIds() {
      return repeatedIds;
    },
    readOn: async (devices) => {
      const ends = await nextOffsets(superuserUrl, STREAMS.billingEvents);
      let messages = 0;
      while ([...ends.keys()].some((partition) => (positions.get(partition) ?? 0) < (ends.get(partition) ?? 0))) {
        const batch = await log.read(STREAMS.billingEvents, positions, EVENTS_AT_A_TIME, new AbortController().signal);
        for (const { value } of batch.messages) {
          const event = decodeBillingEvent(value);
          if (ids.has(event.event_id)) repeatedIds++;
          ids.add(event.event_id);
          if (devices.has(event.device_id)) messages += event.message_count;
        }
        for (const { partition, to } of batch.moves) positions.set(partition, to);
      }
      return messages;
    },
    close: async () => {
      await feed.close();
      await db.close();
    },
  };
}

async function nextOffsets(url: string, stream: string): Promise<Map<number, number>> {
  const rows = await ask<{ partition: number; next: number }>(
    url,
    "SELECT partition, next_offset::float8 AS next FROM log.partitions WHERE stream = $1",
    [stream],
  );
  return new Map(rows.map(({ partition, next }) => [partition, next]));
}

/** Messages that `telemetry-accepted` ever held. */
export async function countAnnounced(url: string): Promise<number> {
  return [...(await nextOffsets(url, STREAMS.telemetryAccepted)).values()].reduce((sum, next) => sum + next, 0);
}
