import { connectEmqx, createEmqxAccess, type EmqxAddress, type Reconciled, reconcile } from "@outstation/adapters/emqx";
import { brokerRules, clientAttributes } from "@outstation/domain/fleet/access";
import type { Ban, BrokerAccess } from "@outstation/domain/ports";
import { fault } from "@outstation/kit/fault";
import type { Environment } from "../environment";

/** Where EMQX is, or null where the environment names none. @throws Fault `env.invalid` where the key or its secret is missing. */
export function emqxAddressOf(env: Environment): EmqxAddress | null {
  const { EMQX_URL: url, EMQX_API_KEY: apiKey, EMQX_API_SECRET: apiSecret } = env;
  if (url === "") return null;
  if (apiKey === "" || apiSecret === "")
    throw fault("env.invalid", "EMQX_URL is set, so EMQX_API_KEY and EMQX_API_SECRET must be set too.");
  return { url, apiKey, apiSecret };
}

export type ComposedEmqx = {
  readonly access: BrokerAccess;
  readonly reconcile: () => Promise<Reconciled>;
  /** The same, and changes nothing. */
  readonly findDrift: () => Promise<Reconciled>;
};

/** An EMQX, and how it is kept what it should be. Nothing is asked of it yet. */
export function composeEmqx(
  address: EmqxAddress,
  env: Environment,
  register: { readonly trusted: readonly string[]; readonly bans: () => Promise<readonly Ban[]> },
): ComposedEmqx {
  const emqx = connectEmqx(address);
  const desired = { rules: brokerRules(), attributes: clientAttributes(), ...register };
  const options = {
    replaceDefaultFileSource: env.EMQX_REPLACE_DEFAULT_ACL === "yes",
    keepListeners: env.EMQX_KEEP_LISTENERS.split(",").filter((id) => id !== ""),
  };
  return {
    access: createEmqxAccess(emqx),
    reconcile: () => reconcile(emqx, desired, options),
    findDrift: () => reconcile(emqx, desired, { ...options, dryRun: true }),
  };
}
