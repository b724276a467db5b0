import type { DeviceIdentity } from "@outstation/contracts/mqtt/identity";
import type { Refusal } from "@outstation/contracts/mqtt/refusal";
import { signRefusal } from "@outstation/contracts/mqtt/refusal-signature";

/** Why the gateway will not: a stable code, a sentence, and the rule that says so. */
export type Reason = { readonly code: string; readonly message: string; readonly rule: string };

export type Refuser = (id: string, reason: Reason) => { reason: { code: string; message: string }; refusal: Refusal };

/** Says no in the gateway's own name, with the key of its certificate. */
export const createRefuser =
  (options: {
    /** Asked at each refusal: certificates are renewed, and their keys with them. */
    readonly identity: () => DeviceIdentity & { readonly privateKey: string };
    readonly now: () => number;
  }): Refuser =>
  (id, { code, message, rule }) => {
    const { tenant, device, privateKey } = options.identity();
    const at = options.now();
    return {
      reason: { code, message },
      refusal: signRefusal({ tenant, device, id, code, message, rule: rule.slice(0, 200), at }, privateKey),
    };
  };
