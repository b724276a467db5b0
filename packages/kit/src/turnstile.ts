/** One who came to a turnstile. */
export type Place = {
  /** Runs the work once everyone who came before has left, and leaves when it has ended. */
  inTurn<T>(work: () => Promise<T>): Promise<T>;
  /** Leaves, whether there was a turn or not; more than once is the same as once. */
  leave(): void;
};

export type Turnstile = { enter(): Place };

/** Lets through one after the other, in the order they came, those who do the rest of their work side by side. */
export function createTurnstile(): Turnstile {
  let last: Promise<void> = Promise.resolve();
  return {
    enter: () => {
      const before = last;
      let leave: () => void = () => undefined;
      const left = new Promise<void>((resolve) => {
        leave = resolve;
      });
      last = before.then(() => left);
      return {
        leave,
        inTurn: async (work) => {
          await before;
          try {
            return await work();
          } finally {
            leave();
          }
        },
      };
    },
  };
}
