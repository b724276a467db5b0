import { good, type Machine } from "@outstation/local/hardware/machines/machine";

/**
 * A machine whose points count: each look at it (a sample, or a request) is one further, so that a number stands for one
 * reading, and one that is stored twice, or never, is seen.
 * @param still a point that does not move, by its name
 */
export function createNumberedMachine(from: number, still: (point: string) => boolean): Machine {
  let number = from;
  return {
    advance: () => {
      number += 1;
    },
    read: (point) => good(still(point) ? 0 : number),
    write: () => false,
  };
}
