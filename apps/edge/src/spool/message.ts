import type { SpoolClass } from "@outstation/contracts/edge/spool";
import type { UpChannel } from "@outstation/contracts/mqtt/topics";

/** Names a message for ever: the platform recognises a repetition by it. */
export type MessageKey = { readonly boot: number; readonly seq: number };

export type SpooledMessage = MessageKey & {
  readonly channel: UpChannel;
  readonly payload: Uint8Array;
  readonly class: SpoolClass;
  /** When it came into the spool, Unix milliseconds by the gateway's clock. */
  readonly enqueuedAt: number;
};

export type NewMessage = {
  readonly channel: UpChannel;
  readonly encode: (key: MessageKey) => Uint8Array;
  /** Where nothing is said: telemetry is normal, a waveform low, and all else is what a person waits for. */
  readonly class?: SpoolClass;
};

/** Messages of an earlier start come before those of a later one. */
export const isAfter = (a: MessageKey, b: MessageKey): boolean =>
  a.boot > b.boot || (a.boot === b.boot && a.seq > b.seq);

/** Before every message. */
export const START: MessageKey = { boot: 0, seq: 0 };
/** After every message. */
export const END: MessageKey = { boot: Number.MAX_SAFE_INTEGER, seq: Number.MAX_SAFE_INTEGER };

export function classOf({ class: wanted, channel }: NewMessage): SpoolClass {
  if (wanted !== undefined) return wanted;
  return channel === "telemetry" ? 2 : channel === "blob" ? 3 : 0;
}

/**
 * The platform counts telemetry's numbers, and would miss those that went to alarms and answers: class 0 has numbers of its
 * own, above all that one start can count.
 */
export const UNCOUNTED_FROM = 2 ** 40;

export const isCounted = (message: NewMessage): boolean => classOf(message) > 0;
