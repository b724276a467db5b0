import type { Database } from "../database";
import { readAsTenant, type TenantTx } from "../tenant";
import type { QuarantineKey } from "./quarantine";

// The quarantine as a tenant sees it.

/** `waiting`: nothing was done, or what was done was refused. `requested`: about to be replayed. `replayed`: it is stored. */
export const QUARANTINE_STATES = ["waiting", "requested", "replayed"] as const;
export type QuarantineState = (typeof QUARANTINE_STATES)[number];

/** Null filters nothing. Times are Unix milliseconds, `to` exclusive. */
export type QuarantineFilter = {
  readonly deviceKey: string | null;
  readonly code: string | null;
  readonly from: number | null;
  readonly to: number | null;
  readonly state: QuarantineState | null;
};

export type KeptMessage = QuarantineKey & {
  readonly deviceKey: string;
  readonly topic: string;
  readonly code: string;
  readonly field: string;
  readonly message: string;
  readonly bytes: number;
  readonly receivedAt: number;
  readonly state: QuarantineState;
  readonly outcome: "stored" | "stored_before" | "refused" | null;
  readonly replayRequestedAt: number | null;
  readonly replayRequestedBy: string | null;
  readonly replayedAt: number | null;
  /** Whether it was sent otherwise than it came. */
  readonly isCorrected: boolean;
};

/** Unix milliseconds, exactly: a page begins where the one before ended. */
const ms = (column: string) => `(extract(epoch FROM ${column}) * 1000)::float8`;
const STATE = `CASE WHEN outcome IN ('stored', 'stored_before') THEN 'replayed'
  WHEN replay_requested_at IS NOT NULL AND replayed_at IS NULL THEN 'requested' ELSE 'waiting' END`;
const COLUMNS = `stream, partition, log_offset::float8 AS "offset", device_key AS "deviceKey", topic, code, field, message,
  length(payload) AS bytes, ${ms("received_at")} AS "receivedAt", ${STATE} AS state, outcome,
  ${ms("replay_requested_at")} AS "replayRequestedAt", replay_requested_by AS "replayRequestedBy",
  ${ms("replayed_at")} AS "replayedAt", replay_payload IS NOT NULL AS "isCorrected"`;
const MATCHES = `tenant_id = $1 AND ($2::text IS NULL OR device_key = $2) AND ($3::text IS NULL OR code = $3)
  AND ($4::timestamptz IS NULL OR received_at >= $4) AND ($5::timestamptz IS NULL OR received_at < $5)
  AND ($6::text IS NULL OR ${STATE} = $6)`;

const dateOf = (at: number | null) => (at === null ? null : new Date(at));
const parametersOf = (tenantId: string, { deviceKey, code, from, to, state }: QuarantineFilter) => [
  ...[tenantId, deviceKey, code, dateOf(from), dateOf(to), state],
];

/** Where a page ends: the last message on it. */
export type QuarantineCursor = QuarantineKey & { readonly receivedAt: number };

/** A tenant's kept messages, the newest first. @param after the last message of the page before; null: the first page. */
export const listQuarantined = (
  db: Database,
  tenantId: string,
  filter: QuarantineFilter,
  page: { readonly after: QuarantineCursor | null; readonly messagesMax: number },
): Promise<KeptMessage[]> =>
  readAsTenant(
    db,
    tenantId,
    `SELECT ${COLUMNS} FROM series.quarantined_messages
     WHERE ${MATCHES} AND ($7::timestamptz IS NULL OR (received_at, stream, partition, log_offset) < ($7, $8, $9::smallint, $10::bigint))
     ORDER BY received_at DESC, stream DESC, partition DESC, log_offset DESC LIMIT $11`,
    [
      ...parametersOf(tenantId, filter),
      dateOf(page.after?.receivedAt ?? null),
      page.after?.stream ?? "",
      page.after?.partition ?? 0,
      page.after?.offset ?? 0,
      page.messagesMax,
    ],
  );

/** How many kept messages match, by code. */
export const countByCode = (
  db: Database,
  tenantId: string,
  filter: QuarantineFilter,
): Promise<{ readonly code: string; readonly messages: number }[]> =>
  readAsTenant(
    db,
    tenantId,
    `SELECT code, count(*)::float8 AS messages FROM series.quarantined_messages WHERE ${MATCHES} GROUP BY code ORDER BY 2 DESC, 1`,
    parametersOf(tenantId, filter),
  );

/** One kept message with its payload, as it came and as it was corrected; null where there is none. */
export async function findQuarantined(
  db: Database,
  tenantId: string,
  { stream, partition, offset }: QuarantineKey,
): Promise<(KeptMessage & { readonly payload: Uint8Array; readonly corrected: Uint8Array | null }) | null> {
  const [row] = await readAsTenant<KeptMessage & { payload: Uint8Array; corrected: Uint8Array | null }>(
    db,
    tenantId,
    `SELECT ${COLUMNS}, payload, replay_payload AS corrected FROM series.quarantined_messages
     WHERE tenant_id = $1 AND stream = $2 AND partition = $3 AND log_offset = $4`,
    [tenantId, stream, partition, offset],
  );
  return row ?? null;
}

/** Which messages an act is about: some by name, or all that a filter shows. */
export type QuarantineSelection = { readonly keys: readonly QuarantineKey[] } | { readonly filter: QuarantineFilter };

const KEYED = `(stream, partition, log_offset) IN (SELECT * FROM unnest($7::text[], $8::smallint[], $9::bigint[]))`;
const ANYTHING: QuarantineFilter = { deviceKey: null, code: null, from: null, to: null, state: null };

function selected(tx: TenantTx, selection: QuarantineSelection): { where: string; parameters: unknown[] } {
  if ("filter" in selection) return { where: MATCHES, parameters: parametersOf(tx.tenantId, selection.filter) };
  const { keys } = selection;
  const columns = [keys.map((key) => key.stream), keys.map((key) => key.partition), keys.map((key) => key.offset)];
  return { where: `${MATCHES} AND ${KEYED}`, parameters: [...parametersOf(tx.tenantId, ANYTHING), ...columns] };
}

/**
 * Asks a worker to send messages through the pipeline again. Those that are stored or asked for already are left as they are.
 * @param request.payload what to send instead of what came; null: what came.
 * @returns the keys of the devices whose messages these are, one for each message.
 */
export async function requestReplay(
  tx: TenantTx,
  selection: QuarantineSelection,
  request: {
    readonly at: number;
    readonly by: string;
    readonly payload: Uint8Array | null;
    readonly messagesMax: number;
  },
): Promise<string[]> {
  const { where, parameters } = selected(tx, selection);
  const at = parameters.length;
  const rows = await tx.rows.$queryRawUnsafe<{ device_key: string }[]>(
    `WITH due AS (
       SELECT tenant_id, stream, partition, log_offset FROM series.quarantined_messages
       WHERE ${where} AND ${STATE} = 'waiting' AND topic LIKE '%/up/telemetry' ORDER BY received_at LIMIT $${at + 1} FOR UPDATE)
     UPDATE series.quarantined_messages AS kept SET replay_requested_at = $${at + 2}, replay_requested_by = $${at + 3},
       replay_payload = $${at + 4}::bytea, replayed_at = NULL, outcome = NULL
     FROM due WHERE kept.tenant_id = due.tenant_id AND kept.stream = due.stream AND kept.partition = due.partition
       AND kept.log_offset = due.log_offset RETURNING kept.device_key`,
    ...parameters,
    request.messagesMax,
    new Date(request.at),
    request.by,
    request.payload,
  );
  return rows.map(({ device_key }) => device_key);
}

/** Deletes kept messages that are not about to be replayed. @returns the keys of their devices, one for each message. */
export async function deleteQuarantined(
  tx: TenantTx,
  selection: QuarantineSelection,
  messagesMax: number,
): Promise<string[]> {
  const { where, parameters } = selected(tx, selection);
  const rows = await tx.rows.$queryRawUnsafe<{ device_key: string }[]>(
    `WITH due AS (
       SELECT tenant_id, stream, partition, log_offset FROM series.quarantined_messages
       WHERE ${where} AND ${STATE} <> 'requested' ORDER BY received_at LIMIT $${parameters.length + 1})
     DELETE FROM series.quarantined_messages AS kept USING due WHERE kept.tenant_id = due.tenant_id
       AND kept.stream = due.stream AND kept.partition = due.partition AND kept.log_offset = due.log_offset
     RETURNING kept.device_key`,
    ...parameters,
    messagesMax,
  );
  return rows.map(({ device_key }) => device_key);
}
