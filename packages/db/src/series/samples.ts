/** What a number cannot hold of one reading: its value if it is no number, the source's own status, its context. */
export type Extra = { readonly v?: unknown; readonly s?: string; readonly c?: unknown };

/** Readings of one point in parallel arrays, ascending by time, one at most for each millisecond. */
export type Samples = {
  /** Unix milliseconds. */
  readonly measuredAt: Float64Array;
  /** NaN where there is no number. */
  readonly numbers: Float64Array;
  /** 0 good, 1 uncertain, 2 bad. */
  readonly qualities: Uint8Array;
  readonly extras: ReadonlyMap<number, Extra>;
};

export type Sample = {
  readonly measuredAt: number;
  readonly number: number;
  readonly quality: number;
  readonly extra: Extra | undefined;
};

/** Orders samples by time and keeps the first of those that share an instant, so that a repeat changes nothing. */
export function toSamples(samples: readonly Sample[]): Samples {
  const extras = new Map<number, Extra>();
  samples.forEach(({ extra }, index) => {
    if (extra !== undefined) extras.set(index, extra);
  });
  return orderSamples({
    measuredAt: Float64Array.from(samples, ({ measuredAt }) => measuredAt),
    numbers: Float64Array.from(samples, ({ number }) => number),
    qualities: Uint8Array.from(samples, ({ quality }) => quality),
    extras,
  });
}

/** The same in arrays: what is in order already costs one look. */
export function orderSamples(samples: Samples): Samples {
  const { measuredAt } = samples;
  if (isAscending(measuredAt)) return samples;
  const order = Uint32Array.from(measuredAt.keys());
  order.sort((a, b) => (measuredAt[a] as number) - (measuredAt[b] as number) || a - b);
  return pick(
    samples,
    order.filter((index, at) => at === 0 || measuredAt[index] !== measuredAt[order[at - 1] as number]),
  );
}

/** Samples one after the other: each must end before the next begins. */
export function concatSamples(parts: readonly Samples[]): Samples {
  if (parts.length === 1) return parts[0] as Samples;
  const count = parts.reduce((sum, { measuredAt }) => sum + measuredAt.length, 0);
  const joined = { ...emptySamples(count), extras: new Map<number, Extra>() };
  let at = 0;
  for (const part of parts) {
    joined.measuredAt.set(part.measuredAt, at);
    joined.numbers.set(part.numbers, at);
    joined.qualities.set(part.qualities, at);
    for (const [index, extra] of part.extras) joined.extras.set(at + index, extra);
    at += part.measuredAt.length;
  }
  return joined;
}

/** Both in one order; of two at one instant the one of `standing` stands. */
export function mergeSamples(standing: Samples, added: Samples): Samples {
  if (added.measuredAt.length === 0) return standing;
  if (standing.measuredAt.length === 0) return added;
  if ((standing.measuredAt.at(-1) as number) < (added.measuredAt[0] as number)) return concatSamples([standing, added]);
  if ((added.measuredAt.at(-1) as number) < (standing.measuredAt[0] as number)) return concatSamples([added, standing]);
  const order = new Uint32Array(standing.measuredAt.length + added.measuredAt.length);
  let count = 0;
  let at = 0;
  for (let i = 0; i < standing.measuredAt.length; i++) {
    const time = standing.measuredAt[i] as number;
    for (; (added.measuredAt[at] as number) <= time; at++)
      if ((added.measuredAt[at] as number) < time) order[count++] = standing.measuredAt.length + at;
    order[count++] = i;
  }
  for (; at < added.measuredAt.length; at++) order[count++] = standing.measuredAt.length + at;
  return pick(concatSamples([standing, added]), order.subarray(0, count));
}

/** Those of `samples` at whose instant `others` has none. */
export function exceptSamples(samples: Samples, others: Samples): Samples {
  const known = others.measuredAt;
  if (known.length === 0) return samples;
  let at = 0;
  const kept = indices(samples.measuredAt.length).filter((index) => {
    const time = samples.measuredAt[index] as number;
    while (at < known.length && (known[at] as number) < time) at++;
    return known[at] !== time;
  });
  return kept.length === samples.measuredAt.length ? samples : pick(samples, kept);
}

/** Those from `from` on and before `to`, Unix milliseconds. */
export function sliceSamples(samples: Samples, from: number, to: number): Samples {
  const start = firstAtOrAfter(samples.measuredAt, from);
  const end = firstAtOrAfter(samples.measuredAt, to);
  if (start === 0 && end === samples.measuredAt.length) return samples;
  const extras = new Map<number, Extra>();
  for (const [index, extra] of samples.extras) if (index >= start && index < end) extras.set(index - start, extra);
  return {
    measuredAt: samples.measuredAt.subarray(start, end),
    numbers: samples.numbers.subarray(start, end),
    qualities: samples.qualities.subarray(start, end),
    extras,
  };
}

/** The samples one by one. */
export function* eachSample({ measuredAt, numbers, qualities, extras }: Samples): Generator<Sample> {
  for (let i = 0; i < measuredAt.length; i++)
    yield {
      measuredAt: measuredAt[i] as number,
      number: numbers[i] as number,
      quality: qualities[i] as number,
      extra: extras.get(i),
    };
}

/** Room for `count` samples. */
export const emptySamples = (count = 0): Samples => ({
  measuredAt: new Float64Array(count),
  numbers: new Float64Array(count),
  qualities: new Uint8Array(count),
  extras: new Map(),
});

const indices = (count: number): Uint32Array => Uint32Array.from({ length: count }, (_, index) => index);

function pick(samples: Samples, order: Uint32Array): Samples {
  const picked = emptySamples(order.length);
  const extras = new Map<number, Extra>();
  order.forEach((from, to) => {
    picked.measuredAt[to] = samples.measuredAt[from] as number;
    picked.numbers[to] = samples.numbers[from] as number;
    picked.qualities[to] = samples.qualities[from] as number;
    const extra = samples.extras.get(from);
    if (extra !== undefined) extras.set(to, extra);
  });
  return { ...picked, extras };
}

function isAscending(times: Float64Array): boolean {
  for (let i = 1; i < times.length; i++) if ((times[i] as number) <= (times[i - 1] as number)) return false;
  return true;
}

function firstAtOrAfter(times: Float64Array, time: number): number {
  let low = 0;
  let high = times.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((times[middle] as number) < time) low = middle + 1;
    else high = middle;
  }
  return low;
}
