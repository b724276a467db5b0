import { z } from "zod";

/** A device's reasoned no: the exact words it signed, with the key of the certificate it is known by. */
export const Refusal = z.object({
  /** JSON of a RefusalBody. */
  body: z.string().max(2000),
  /** ECDSA P-256 with SHA-256 over the bytes that `refusal-signature.ts` names, DER in base64. */
  signature: z.base64().max(256),
});
export type Refusal = z.infer<typeof Refusal>;

export const RefusalBody = z.looseObject({
  tenant: z.string(),
  device: z.string(),
  /** Of the command or the update that is refused. */
  id: z.uuid(),
  code: z.string().max(64),
  message: z.string().max(500),
  /** The rule that forbids it, as the device has it: a window, a grant, a site's word. */
  rule: z.string().max(200),
  /** The device's clock, Unix milliseconds. */
  at: z.number().int(),
});
export type RefusalBody = z.infer<typeof RefusalBody>;
