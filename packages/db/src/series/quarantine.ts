import type { Database } from "../database";
import { readAsTenant } from "../tenant";
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

/** Keeps messages with their reasons; one that is kept already changes nothing. */
export async function saveQuarantined(
  tx: WorkerTx,
  tenantId: string,
  messages: readonly QuarantinedMessage[],
): Promise<void> {
  const column = <K extends keyof QuarantinedMessage>(name: K) => messages.map((message) => message[name]);
  await tx.client.query(
    `INSERT INTO series.quarantined_messages
       (tenant_id, stream, partition, log_offset, device_key, topic, payload, code, field, message, received_at)
     SELECT $1, stream, partition, log_offset, device_key, topic, payload, code, field, message, to_timestamp(received_at / 1000)
     FROM unnest($2::text[], $3::smallint[], $4::bigint[], $5::text[], $6::text[], $7::bytea[], $8::text[], $9::text[],
                 $10::text[], $11::float8[])
       AS quarantined (stream, partition, log_offset, device_key, topic, payload, code, field, message, received_at)
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
    ],
  );
}

/** The reasons for the quarantined ones among a partition's messages, by offset. */
export const listQuarantineReasons = (
  db: Database,
  tenantId: string,
  at: { readonly stream: string; readonly partition: number; readonly offsets: readonly number[] },
): Promise<{ offset: number; code: string; field: string; message: string }[]> =>
  readAsTenant(
    db,
    tenantId,
    `SELECT log_offset::float8 AS "offset", code, field, message FROM series.quarantined_messages
     WHERE tenant_id = $1 AND stream = $2 AND partition = $3 AND log_offset = ANY($4::bigint[])`,
    [tenantId, at.stream, at.partition, at.offsets],
  );
