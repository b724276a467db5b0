/** How many bytes all connections together hold. */
export type Budget = {
  take(bytes: number): void;
  give(bytes: number): void;
  readonly held: number;
  readonly isSpent: boolean;
  /** Calls back, once, when there is room again. */
  onRoom(resume: () => void): void;
};

/**
 * A connection that finds the budget spent stops reading, so that the kernel's buffers fill and the broker's sending stalls:
 * what is not acknowledged stays with the broker. One chunk of each connection may come on top, as it is parsed whole.
 */
export function createBudget(bytesMax: number): Budget {
  let held = 0;
  let waiting: (() => void)[] = [];
  return {
    take: (bytes) => {
      held += bytes;
    },
    give: (bytes) => {
      held -= bytes;
      if (held >= bytesMax || waiting.length === 0) return;
      const now = waiting;
      waiting = [];
      for (const resume of now) resume();
    },
    get held() {
      return held;
    },
    get isSpent() {
      return held >= bytesMax;
    },
    onRoom: (resume) => void waiting.push(resume),
  };
}
