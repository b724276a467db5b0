import type { WorkerTx } from "../worker";
import { ms } from "./gaps";

/** What may say why messages of a sender are missing. */
export type SenderEvidence = {
  readonly deviceId: string;
  readonly connectedAt: number | null;
  readonly disconnectedAt: number | null;
  /** As the device's last status has it; null where it says nothing. */
  readonly dropped: unknown;
};

/** What is known of some senders' connections, and what they said they let go of. */
export async function listSenderEvidence(
  tx: WorkerTx,
  tenantId: string,
  deviceIds: readonly string[],
): Promise<SenderEvidence[]> {
  const { rows } = await tx.client.query(
    `SELECT key.device_id AS "deviceId", ${ms("links.connected_at", "connectedAt")}, ${ms("links.disconnected_at", "disconnectedAt")},
            presence.status -> 'dropped' AS dropped
     FROM unnest($2::uuid[]) AS key (device_id)
     LEFT JOIN device_links AS links ON links.tenant_id = $1 AND links.device_id = key.device_id
     LEFT JOIN device_presence AS presence ON presence.tenant_id = $1 AND presence.device_id = key.device_id`,
    [tenantId, deviceIds],
  );
  return rows;
}

/** For each run of a sender's numbers, how many of them lie in quarantine. */
export async function countQuarantined(
  tx: WorkerTx,
  tenantId: string,
  runs: readonly { readonly deviceId: string; readonly boot: number; readonly from: number; readonly to: number }[],
): Promise<number[]> {
  if (runs.length === 0) return [];
  const { rows } = await tx.client.query(
    `SELECT (SELECT count(DISTINCT seq) FROM series.quarantined_messages AS kept
             WHERE kept.tenant_id = $1 AND kept.device_key = devices.key AND kept.boot = run.boot
               AND kept.seq BETWEEN run.from_seq AND run.to_seq)::float8 AS count
     FROM unnest($2::uuid[], $3::bigint[], $4::bigint[], $5::bigint[]) WITH ORDINALITY
       AS run (device_id, boot, from_seq, to_seq, place)
     JOIN devices ON devices.tenant_id = $1 AND devices.id = run.device_id ORDER BY place`,
    [
      tenantId,
      runs.map(({ deviceId }) => deviceId),
      runs.map(({ boot }) => boot),
      runs.map(({ from }) => from),
      runs.map(({ to }) => to),
    ],
  );
  return rows.map(({ count }) => count);
}

/** The ids of a tenant's devices by key. */
export async function findDeviceIds(
  tx: WorkerTx,
  tenantId: string,
  keys: readonly string[],
): Promise<ReadonlyMap<string, string>> {
  const { rows } = await tx.client.query("SELECT key, id FROM devices WHERE tenant_id = $1 AND key = ANY ($2)", [
    tenantId,
    keys,
  ]);
  return new Map(rows.map(({ key, id }) => [key, id]));
}
