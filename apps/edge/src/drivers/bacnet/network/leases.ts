import type { BacnetPort } from "../bacnet-port";
import { type Network, openNetwork } from "./network";

export const LOCAL_ADDRESS_DEFAULT = "0.0.0.0:0";
/** Requests a second where no source says otherwise: 300 devices of 13 points each, polled every 6 s. */
export const REQUESTS_PER_SECOND_DEFAULT = 50;

export type NetworkLease = { readonly port: BacnetPort; release(): void };

type Shared = { readonly network: Network; readonly rates: Set<{ readonly perSecond: number }> };
const shared = new Map<string, Shared>();

/** The network of a local address. All sources with that address share its socket; the last one to leave closes it. */
export function leaseNetwork(options: {
  readonly localAddress?: string | undefined;
  readonly requestsPerSecond?: number | undefined;
}): NetworkLease {
  const { localAddress = LOCAL_ADDRESS_DEFAULT, requestsPerSecond = REQUESTS_PER_SECOND_DEFAULT } = options;
  const rate = { perSecond: requestsPerSecond };
  const found = shared.get(localAddress) ?? open(localAddress);
  found.rates.add(rate);
  return {
    port: found.network,
    release() {
      found.rates.delete(rate);
      if (found.rates.size > 0) return;
      if (shared.get(localAddress) === found) shared.delete(localAddress);
      found.network.close();
    },
  };
}

function open(localAddress: string): Shared {
  const rates: Shared["rates"] = new Set();
  // The smallest of the sources' rates: each of them is a promise to the network's owner.
  const perSecond = () => Math.min(...[...rates].map((one) => one.perSecond));
  const made = { network: openNetwork({ localAddress, perSecond }), rates };
  shared.set(localAddress, made);
  return made;
}
