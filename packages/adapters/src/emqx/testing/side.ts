import type { DeviceIdentity } from "@outstation/contracts/mqtt/identity";
import type { BrokerAccess } from "@outstation/domain/ports";

/** A certificate of a device, as far as a broker can be told of it. */
export type Card = { readonly identity: DeviceIdentity; readonly fingerprintMd5: string };

/** What a device got: MQTT 5's correlation data as text, and what is left of the message's life in seconds, where it has them. */
export type Received = {
  readonly topic: string;
  readonly payload: Uint8Array;
  readonly correlation?: string | undefined;
  readonly expiryS?: number | undefined;
};

/** A device that is connected, and has subscribed to its own `down/#`. */
export type Connected = {
  /** Resolves when the broker ends the connection. */
  readonly ended: Promise<void>;
  readonly isConnected: () => boolean;
  readonly received: readonly Received[];
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
