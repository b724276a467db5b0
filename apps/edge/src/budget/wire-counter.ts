import type { Cost } from "@outstation/contracts/edge/budget-wire";

/** What is measured is compared with the model over this long at least, and forgotten at this pace. */
const COMPARE_MS = 1_800_000;
const FORGET_MS = 86_400_000;

/** Holds what the sockets counted against what the model foresaw. */
export type WireCounter = {
  /**
   * @param cost of the pace since the last count, bytes a ms
   * @returns the bytes since then, with the headers of TCP and IP, which the sockets do not see and the model adds
   */
  count(now: number, cost: Cost | undefined): number;
  /** What the wire really takes, as a multiple of the model; 1 until half an hour was compared. */
  ratio(): number;
  /** Compares from here on: the package is another. */
  startAnew(): void;
};

/** @param bytes of TCP payload, as the sockets count them; `now` in Unix ms */
export function createWireCounter(bytes: () => number, now: number): WireCounter {
  let counted = { bytes: bytes(), at: now };
  let compared = { real: 0, model: 0, ms: 0 };
  return {
    count(at, cost) {
      const total = bytes();
      const wire = (total - counted.bytes) * (cost === undefined ? 1 : cost.wire / cost.stream);
      const ms = Math.max(0, at - counted.at);
      const kept = Math.exp(-ms / FORGET_MS);
      compared = {
        real: compared.real * kept + wire,
        model: compared.model * kept + (cost?.wire ?? 0) * ms,
        ms: compared.ms * kept + ms,
      };
      counted = { bytes: total, at };
      return wire;
    },
    ratio: () => (compared.ms < COMPARE_MS || compared.model === 0 ? 1 : compared.real / compared.model),
    startAnew() {
      compared = { real: 0, model: 0, ms: 0 };
    },
  };
}
