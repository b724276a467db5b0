import { ask } from "./ask";

export type Metered = {
  /** In the meter's ledger, of these devices. */
  readonly messages: number;
  /** Billing events that the meter could not explain, ever. */
  readonly disputed: number;
};

export async function countMetered(superuserUrl: string, devices: readonly string[]): Promise<Metered> {
  const [row] = await ask<Metered>(
    superuserUrl,
    `SELECT (SELECT coalesce(sum(messages), 0)::float8 FROM metering.device_hours
             WHERE replaced_at IS NULL AND device_id = ANY ($1)) AS messages,
            (SELECT count(*)::float8 FROM metering.disputed_events) AS disputed`,
    [devices],
  );
  if (row === undefined) throw new Error("a question without FROM has one row");
  return row;
}
