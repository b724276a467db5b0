import { z } from "zod";

/** What one device's part of one batch counts: a value of `billing-events`, as JSON. */
export const BillingEvent = z.object({
  /** `stream/partition/firstOffset-lastOffset/device`: the same batch always makes the same id. */
  event_id: z.string(),
  tenant_id: z.uuid(),
  device_id: z.uuid(),
  message_count: z.number().int().positive(),
  byte_count: z.number().int().nonnegative(),
  /** When the batch's last message was received, RFC 3339. */
  ts: z.iso.datetime(),
});
export type BillingEvent = z.infer<typeof BillingEvent>;

export const encodeBillingEvent = (event: BillingEvent): Uint8Array => Buffer.from(JSON.stringify(event));
export const decodeBillingEvent = (value: Uint8Array): BillingEvent =>
  BillingEvent.parse(JSON.parse(Buffer.from(value).toString("utf8")));
