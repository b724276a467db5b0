import type { WorkerTx } from "../worker";

/** A part of a source's offsets: chunk `n` has those from `n * CHUNK_OFFSETS` on. */
export type ChunkKey = { readonly stream: string; readonly partition: number; readonly chunk: number };
/** `ranges` as Postgres writes an int8multirange: `{[0,100),[200,300)}`. */
export type SeenChunk = ChunkKey & { readonly ranges: string };

/** What the meter has counted of these chunks, locked until the transaction ends. One that was never counted of is empty. */
export async function lockSeen(tx: WorkerTx, keys: readonly ChunkKey[]): Promise<SeenChunk[]> {
  const wanted = columnsOf(keys);
  // A row that is not there cannot be locked.
  await tx.client.query(
    `INSERT INTO metering.seen (stream, partition, chunk, seen)
     SELECT stream, partition, chunk, '{}' FROM unnest($1::text[], $2::smallint[], $3::int[]) AS key (stream, partition, chunk)
     ORDER BY 1, 2, 3 ON CONFLICT DO NOTHING`,
    wanted,
  );
  const { rows } = await tx.client.query(
    `SELECT stream, partition, chunk, seen::text AS ranges FROM metering.seen
     WHERE (stream, partition, chunk) IN (SELECT * FROM unnest($1::text[], $2::smallint[], $3::int[]))
     ORDER BY 1, 2, 3 FOR UPDATE`,
    wanted,
  );
  return rows;
}

/** Replaces what is counted of chunks that `lockSeen` locked. */
export async function saveSeen(tx: WorkerTx, chunks: readonly SeenChunk[]): Promise<void> {
  await tx.client.query(
    `UPDATE metering.seen SET seen = changed.ranges::int8multirange
     FROM unnest($1::text[], $2::smallint[], $3::int[], $4::text[]) AS changed (stream, partition, chunk, ranges)
     WHERE (seen.stream, seen.partition, seen.chunk) = (changed.stream, changed.partition, changed.chunk)`,
    [...columnsOf(chunks), chunks.map(({ ranges }) => ranges)],
  );
}

const columnsOf = (keys: readonly ChunkKey[]) => [
  keys.map(({ stream }) => stream),
  keys.map(({ partition }) => partition),
  keys.map(({ chunk }) => chunk),
];

/** Of a tenant's events whose ids name no offsets of their own, those that are counted. Inside `asTenant`. */
export async function findCountedEvents(tx: WorkerTx, tenantId: string, ids: readonly string[]): Promise<Set<string>> {
  const { rows } = await tx.client.query(
    `SELECT event_id AS "eventId" FROM metering.counted_events WHERE tenant_id = $1 AND event_id = ANY ($2)`,
    [tenantId, ids],
  );
  return new Set(rows.map(({ eventId }) => eventId));
}

/** Enters such events as counted. Inside `asTenant`. */
export async function saveCountedEvents(
  tx: WorkerTx,
  tenantId: string,
  events: readonly { readonly eventId: string; readonly messages: number }[],
): Promise<void> {
  await tx.client.query(
    `INSERT INTO metering.counted_events (tenant_id, event_id, messages) SELECT $1, * FROM unnest($2::text[], $3::bigint[])`,
    [tenantId, events.map(({ eventId }) => eventId), events.map(({ messages }) => messages)],
  );
}

/** An event that is not counted because it cannot be right. `from` and `to` are offsets of the source, `to` exclusive. */
export type DisputedEvent = {
  readonly partition: number;
  readonly offset: number;
  readonly reason: string;
  readonly body: Uint8Array;
  readonly claims: { readonly partition: number; readonly from: number; readonly to: number } | null;
};

/** Keeps disputed events for a person to explain. Inside `asTenant`. */
export async function saveDisputed(
  tx: WorkerTx,
  tenantId: string,
  events: readonly DisputedEvent[],
  now: number,
): Promise<void> {
  for (const { partition, offset, reason, body, claims } of events)
    await tx.client.query(
      `INSERT INTO metering.disputed_events
         (tenant_id, partition, log_offset, reason, body, source_partition, source_range, disputed_at)
       VALUES ($1, $2, $3, $4, $5, $6, int8range($7, $8), to_timestamp($9))`,
      [
        ...[tenantId, partition, offset, reason, body],
        ...[claims?.partition ?? null, claims?.from ?? null, claims?.to ?? null],
        now / 1000,
      ],
    );
}

/** Where a tenant's disputed events lie in a partition of `billing-events`. Inside `asTenant`. */
export async function listDisputedOffsets(tx: WorkerTx, tenantId: string, partition: number): Promise<Set<number>> {
  const { rows } = await tx.client.query(
    `SELECT log_offset::float8 AS "offset" FROM metering.disputed_events WHERE tenant_id = $1 AND partition = $2`,
    [tenantId, partition],
  );
  return new Set(rows.map(({ offset }) => offset));
}
