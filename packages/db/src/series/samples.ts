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
export function toSamples(samples: Sample[]): Samples {
  const ordered = isAscending(samples) ? samples : samples.toSorted((a, b) => a.measuredAt - b.measuredAt);
  const kept = ordered.filter((sample, index) => index === 0 || sample.measuredAt !== ordered[index - 1]?.measuredAt);
  const extras = new Map<number, Extra>();
  kept.forEach(({ extra }, index) => {
    if (extra !== undefined) extras.set(index, extra);
  });
  return {
    measuredAt: Float64Array.from(kept, ({ measuredAt }) => measuredAt),
    numbers: Float64Array.from(kept, ({ number }) => number),
    qualities: Uint8Array.from(kept, ({ quality }) => quality),
    extras,
  };
}

/** The samples one by one; `from` inclusive, `to` exclusive, Unix milliseconds. */
export function* eachSample(samples: Samples, from = -Infinity, to = Infinity): Generator<Sample> {
  const { measuredAt, numbers, qualities, extras } = samples;
  for (let i = 0; i < measuredAt.length; i++) {
    const at = measuredAt[i] as number;
    if (at < from || at >= to) continue;
    yield {
      measuredAt: at,
      number: numbers[i] as number,
      quality: qualities[i] as number,
      extra: extras.get(i),
    };
  }
}

const isAscending = (samples: readonly Sample[]): boolean =>
  samples.every(({ measuredAt }, index) => index === 0 || (samples[index - 1] as Sample).measuredAt < measuredAt);
