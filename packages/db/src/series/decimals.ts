const DECIMALS_MAX = 6;
/** Scaled values and their differences stay below this, where doubles count exactly and zigzag has room. */
const SCALED_MAX = 2 ** 50;

/** The fewest decimals at which every number survives scaling and back to the last bit, or null. NaN is no number and passes. */
export function exactDecimals(numbers: Iterable<number> & ArrayLike<number>): number | null {
  // Most often every number has as many as the first that has any; what that misses is found by trying each count on all.
  let decimals = 0;
  for (let i = 0; i < numbers.length; i++)
    while (!isExact(numbers[i] as number, 10 ** decimals)) if (++decimals > DECIMALS_MAX) return null;
  for (; decimals <= DECIMALS_MAX; decimals++) if (areExact(numbers, 10 ** decimals)) return decimals;
  return null;
}

function areExact(numbers: ArrayLike<number>, scale: number): boolean {
  for (let i = 0; i < numbers.length; i++) if (!isExact(numbers[i] as number, scale)) return false;
  return true;
}

function isExact(number: number, scale: number): boolean {
  if (Number.isNaN(number)) return true;
  const scaled = Math.round(number * scale);
  // Negative zero does not survive addition.
  return Math.abs(scaled) < SCALED_MAX && scaled / scale === number && !Object.is(number, -0);
}
