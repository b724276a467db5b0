/** How many times as long the one may take as the other. Generous: a class of work, not a measurement. */
const RATIO_MAX = 3;
const ROUNDS_MAX = 4;

export const median = (values: readonly number[]): number => {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = Math.floor(sorted.length / 2);
  const [low, high] = [sorted[sorted.length % 2 === 0 ? middle - 1 : middle] ?? 0, sorted[middle] ?? 0];
  return (low + high) / 2;
};

/** True where the two take about as long: neither median is more than `RATIO_MAX` times the other. */
export function isSameClass(ours: readonly number[], others: readonly number[]): boolean {
  const [a, b] = [median(ours), median(others)];
  return Math.max(a, b) <= RATIO_MAX * Math.min(a, b);
}

/**
 * Whether two calls take about as long, measured in turn so that what else the machine does meets both. A difference that is
 * none of theirs does not last: only one that shows in every round counts.
 * @returns null, or the two medians in words.
 */
export async function compareTiming(
  one: () => Promise<unknown>,
  other: () => Promise<unknown>,
  repetitions: number,
  rounds = ROUNDS_MAX,
): Promise<string | null> {
  let said = "";
  for (let round = 0; round < rounds; round++) {
    const [ours, others] = [[] as number[], [] as number[]];
    for (let turn = 0; turn < repetitions; turn++) {
      ours.push(await measure(one));
      others.push(await measure(other));
    }
    if (isSameClass(ours, others)) return null;
    said = `${median(ours).toFixed(2)} ms against ${median(others).toFixed(2)} ms for one that does not exist`;
  }
  return said;
}

async function measure(call: () => Promise<unknown>): Promise<number> {
  const before = performance.now();
  await call();
  return performance.now() - before;
}
