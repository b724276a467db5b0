import type { DeviceIdentity } from "@outstation/contracts/mqtt/identity";
import type { BrokerAccess } from "@outstation/domain/ports";

/** A certificate of a device, as far as a broker can be told of it. */
export type Card = { readonly identity: DeviceIdentity; readonly fingerprintMd5: string };

/** A device that is connected, and has subscribed to its own `down/#`. */
export type Connected = {
  /** Resolves when the broker ends the connection. */
  readonly ended: Promise<void>;
  readonly isConnected: () => boolean;
  readonly received: readonly { readonly topic: string; readonly payload: Uint8Array }[];
};

/** One broker of the port's two, for the tests that both must pass. */
export type Side<C extends Card = Card> = {
  readonly access: BrokerAccess;
  /** A new certificate of the device: a device may have several. */
  issue(identity: DeviceIdentity): Promise<C>;
  /** @returns null where the broker turned it away. */
  connect(card: C): Promise<Connected | null>;
  stop(): Promise<void>;
};
