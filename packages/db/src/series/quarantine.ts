import type { Database } from "../database";
import { listen } from "../listen";
import type { WorkerTx } from "../worker";

/** A message that could not be decoded or placed, and why. */
export type QuarantinedMessage = {
  readonly stream: string;
  readonly partition: number;
  readonly offset: number;
  readonly deviceKey: string;
  readonly topic: string;
  readonly payload: Uint8Array;
  /** A stable code, the field it is about, and a sentence. */
  readonly code: string;
  readonly field: string;
  readonly message: string;
  readonly receivedAt: number;
};

/** By what a kept message is known within its tenant. */
export type QuarantineKey = Pick<QuarantinedMessage, "stream" | "partition" | "offset">;

/** Keeps messages with their reasons; one that is kept already changes nothing. */
export async function saveQuarantined(
  tx: WorkerTx,
  tenantId: string,
  messages: readonly QuarantinedMessage[],
): Promise<void> {
  const column = <K extends keyof QuarantinedMessage>(name: K) => messages.map((message) => message[name]);
  const numbers = messages.map(({ payload }) => numberOf(payload));
  await tx.client.query(
    `INSERT INTO series.quarantined_messages
       (tenant_id, stream, partition, log_offset, device_key, topic, payload, code, field, message, received_at, boot, seq)
     SELECT $1, stream, partition, log_offset, device_key, topic, payload, code, field, message, to_timestamp(received_at / 1000), boot, seq
     FROM unnest($2::text[], $3::smallint[], $4::bigint[], $5::text[], $6::text[], $7::bytea[], $8::text[], $9::text[],
                 $10::text[], $11::float8[], $12::bigint[], $13::bigint[])
       AS quarantined (stream, partition, log_offset, device_key, topic, payload, code, field, message, received_at, boot, seq)
     ON CONFLICT DO NOTHING`,
    [
      tenantId,
      column("stream"),
      column("partition"),
      column("offset"),
      column("deviceKey"),
      column("topic"),
      column("payload"),
      column("code"),
      column("field"),
      column("message"),
      column("receivedAt"),
      numbers.map((number) => number?.boot ?? null),
      numbers.map((number) => number?.seq ?? null),
    ],
  );
}

/** Where senders put them; it can be read also where what follows cannot. */
const NUMBERS = /^\s*\{\s*"b"\s*:\s*(\d{1,15})\s*,\s*"s"\s*:\s*(\d{1,15})\s*,/;
const NUMBERS_WITHIN_BYTES = 96;

/** Boot and sequence of a message that was refused, as far as they can be told. */
function numberOf(payload: Uint8Array): { boot: number; seq: number } | null {
  const start = Buffer.from(payload.buffer, payload.byteOffset, Math.min(payload.byteLength, NUMBERS_WITHIN_BYTES));
  const [, boot, seq] = NUMBERS.exec(start.toString("latin1")) ?? [];
  return boot === undefined || seq === undefined ? null : { boot: Number(boot), seq: Number(seq) };
}

/** A kept message that a member wants sent through the pipeline again. */
export type DueReplay = QuarantineKey & {
  readonly deviceKey: string;
  readonly topic: string;
  /** As it came, or as it was corrected. */
  readonly payload: Uint8Array;
  readonly receivedAt: number;
};

/** A tenant's messages that are to be replayed, in the order they came. */
export async function listDueReplays(tx: WorkerTx, tenantId: string, messagesMax: number): Promise<DueReplay[]> {
  const { rows } = await tx.client.query(
    `SELECT stream, partition, log_offset::float8 AS "offset", device_key AS "deviceKey", topic,
            coalesce(replay_payload, payload) AS payload, (extract(epoch FROM received_at) * 1000)::float8 AS "receivedAt"
     FROM series.quarantined_messages
     WHERE tenant_id = $1 AND replay_requested_at IS NOT NULL AND replayed_at IS NULL
     ORDER BY received_at, stream, partition, log_offset LIMIT $2`,
    [tenantId, messagesMax],
  );
  return rows;
}

const KEYS = "unnest($2::text[], $3::smallint[], $4::bigint[])";
const keyColumns = (keys: readonly QuarantineKey[]) => [
  keys.map(({ stream }) => stream),
  keys.map(({ partition }) => partition),
  keys.map(({ offset }) => offset),
];

/** For each number, whether the store has it. */
export async function findStoredNumbers(
  tx: WorkerTx,
  tenantId: string,
  numbers: readonly { readonly deviceId: string; readonly boot: number; readonly seq: number }[],
): Promise<boolean[]> {
  const { rows } = await tx.client.query(
    `SELECT coalesce(seen @> number.seq, false) AS stored
     FROM unnest($2::uuid[], $3::bigint[], $4::bigint[]) WITH ORDINALITY AS number (device_id, boot, seq, place)
     LEFT JOIN series.sequences AS known
       ON known.tenant_id = $1 AND known.device_id = number.device_id AND known.boot = number.boot
     ORDER BY place`,
    [tenantId, numbers.map(({ deviceId }) => deviceId), numbers.map(({ boot }) => boot), numbers.map(({ seq }) => seq)],
  );
  return rows.map(({ stored }) => stored);
}

export type Twin = { readonly of: QuarantineKey; readonly twin: QuarantineKey };

/** Other kept messages with the device, the time and the payload of a replay: what the pipeline refused is kept once more. */
export async function listTwins(tx: WorkerTx, tenantId: string, replays: readonly DueReplay[]): Promise<Twin[]> {
  const { rows } = await tx.client.query(
    `SELECT own.stream, own.partition, own.log_offset::float8 AS "offset", twin.stream AS "twinStream",
            twin.partition AS "twinPartition", twin.log_offset::float8 AS "twinOffset"
     FROM ${KEYS} AS key (stream, partition, log_offset)
     JOIN series.quarantined_messages AS own ON own.tenant_id = $1 AND own.stream = key.stream
       AND own.partition = key.partition AND own.log_offset = key.log_offset
     JOIN series.quarantined_messages AS twin ON twin.tenant_id = $1 AND twin.received_at = own.received_at
       AND twin.device_key = own.device_key AND twin.topic = own.topic
       AND twin.payload = coalesce(own.replay_payload, own.payload)
       AND (twin.stream, twin.partition, twin.log_offset) <> (own.stream, own.partition, own.log_offset)`,
    [tenantId, ...keyColumns(replays)],
  );
  return rows.map(({ stream, partition, offset, twinStream, twinPartition, twinOffset }) => ({
    of: { stream, partition, offset },
    twin: { stream: twinStream, partition: twinPartition, offset: twinOffset },
  }));
}

/** What became of a replay. `stored_before`: what it says was in the store already. */
export type ReplayOutcome = "stored" | "stored_before";

/** Writes down what became of replays that were not refused. */
export async function settleReplays(
  tx: WorkerTx,
  tenantId: string,
  settled: readonly (QuarantineKey & { readonly outcome: ReplayOutcome })[],
  at: number,
): Promise<void> {
  await tx.client.query(
    `UPDATE series.quarantined_messages AS own SET outcome = key.outcome, replayed_at = to_timestamp($6 / 1000.0)
     FROM unnest($2::text[], $3::smallint[], $4::bigint[], $5::text[]) AS key (stream, partition, log_offset, outcome)
     WHERE own.tenant_id = $1 AND own.stream = key.stream AND own.partition = key.partition AND own.log_offset = key.log_offset`,
    [tenantId, ...keyColumns(settled), settled.map(({ outcome }) => outcome), at],
  );
}

/** Gives messages whose replay was refused the new reason, and lets go of the second copies that carry it. */
export async function settleRefused(
  tx: WorkerTx,
  tenantId: string,
  refused: readonly Twin[],
  at: number,
): Promise<void> {
  await tx.client.query(
    `WITH pair AS (
       SELECT * FROM unnest($2::text[], $3::smallint[], $4::bigint[], $5::text[], $6::smallint[], $7::bigint[])
         AS pair (stream, partition, log_offset, twin_stream, twin_partition, twin_offset)),
     twin AS (
       DELETE FROM series.quarantined_messages AS kept USING pair
       WHERE kept.tenant_id = $1 AND kept.stream = twin_stream AND kept.partition = twin_partition AND kept.log_offset = twin_offset
       RETURNING pair.stream, pair.partition, pair.log_offset, kept.code, kept.field, kept.message)
     UPDATE series.quarantined_messages AS own SET outcome = 'refused', replayed_at = to_timestamp($8 / 1000.0),
       code = twin.code, field = twin.field, message = twin.message
     FROM twin WHERE own.tenant_id = $1 AND own.stream = twin.stream AND own.partition = twin.partition
       AND own.log_offset = twin.log_offset`,
    [tenantId, ...keyColumns(refused.map(({ of }) => of)), ...keyColumns(refused.map(({ twin }) => twin)), at],
  );
}

/** Forgets what was received before an instant and is not about to be replayed. @returns how many. */
export async function deleteQuarantinedBefore(tx: WorkerTx, tenantId: string, before: number): Promise<number> {
  const { rowCount } = await tx.client.query(
    `DELETE FROM series.quarantined_messages
     WHERE tenant_id = $1 AND received_at < $2 AND (replay_requested_at IS NULL OR replayed_at IS NOT NULL)`,
    [tenantId, new Date(before)],
  );
  return rowCount ?? 0;
}

/** Calls `onRequested` with the tenant after each wish for a replay, and with null after each reconnect, until the signal aborts. */
export const listenToReplays = (
  db: Database,
  onRequested: (tenantId: string | null) => void,
  signal: AbortSignal,
): Promise<void> => listen(db, "replay", onRequested, signal);
