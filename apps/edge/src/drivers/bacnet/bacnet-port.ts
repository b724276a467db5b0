import type { CovNotification, IAm, PropertyOutcome } from "./wire/answers";
import type { Peer } from "./wire/frame";
import type { Reference, Subscription } from "./wire/requests";

/** How long one try may take, and how many there are. A datagram may be lost: only silence is tried again. */
export type Patience = { readonly timeoutMs: number; readonly tries: number };

/** What comes from a device unasked. */
export type PeerListener = {
  readonly onIAm: (iAm: IAm) => void;
  /** @returns false where nobody subscribed to that; a confirmed notification is then refused. */
  readonly onNotification: (notification: CovNotification) => boolean;
};

export type Bbmd = { readonly address: string; readonly ttlS: number };

/**
 * What the driver asks of a BACnet/IP stack: one socket that many devices are read through, one request to a device at a
 * time, all of them within the network's budget. It can read and subscribe; there is no way to write through it.
 * Every request rejects with NoAnswer, Refused or Malformed.
 */
export type BacnetPort = {
  /** Opens the socket if it is not open. Rejects with the socket's own error, such as EADDRINUSE. */
  open(): Promise<void>;
  readProperty(peer: Peer, reference: Reference, patience: Patience): Promise<PropertyOutcome>;
  readPropertyMultiple(peer: Peer, references: readonly Reference[], patience: Patience): Promise<PropertyOutcome[]>;
  subscribeCov(peer: Peer, subscription: Subscription, patience: Patience): Promise<void>;
  /** Asks one device, every device that a broadcast reaches, or every device behind a BBMD. */
  whoIs(
    to: { readonly peer: Peer } | { readonly broadcast: string } | { readonly bbmd: string },
    range?: { readonly low: number; readonly high: number },
  ): Promise<void>;
  /** Hears what comes from this device until the returned function is called. */
  hear(peer: Peer, listener: PeerListener): () => void;
  /** Hears every I-Am, by whatever way it came. */
  hearEveryIAm(onIAm: (from: Peer, iAm: IAm) => void): () => void;
  /** Keeps a registration as a foreign device until the returned function is called. `onState` gets null when it stands. */
  keepRegistered(bbmd: Bbmd, onState: (problem: string | null) => void): () => void;
};

/** Silence, after all tries. */
export class NoAnswer extends Error {
  constructor(tries: number) {
    super(`no answer to ${tries} requests`);
  }
}

/** The device's answer is no: an Error with class and code, a Reject or an Abort with its reason (ASHRAE 135, clause 18). */
export class Refused extends Error {
  readonly kind: "error" | "reject" | "abort";
  readonly reason: number;
  constructor(kind: "error" | "reject" | "abort", reason: number, text: string) {
    super(text);
    this.kind = kind;
    this.reason = reason;
  }
}
