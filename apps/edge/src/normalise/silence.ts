import type { Clock } from "@outstation/kit/clock";

/** Gaps between two signs of life that a point's cadence is learnt from. */
const GAPS = 64;
/** Fewer say nothing. */
const GAPS_MIN = 16;
/** Times the gap that 95 of 100 are not longer than. For points that change at random, one in three million gaps is longer. */
const QUANTILE = 0.95;
const FACTOR = 5;
/** A machine that rests each night has long gaps that the last 64 do not show: half as long again as the longest of a usual day. */
const DAYS = 7;
const DAYS_MIN = 3;
const DAY_FACTOR = 1.5;
const DAY_MS = 86_400_000;
/** Nothing is called silent sooner: networks and servers pause. */
const SILENT_MS_MIN = 10_000;

export type SilentPoint = { readonly point: string; readonly forMs: number };

/** Learns how often each point of a source says something, and tells which have stopped while their source is connected. */
export type SilenceWatch = {
  /** The point gave a sign of life, changed or not. */
  heard(point: string): void;
  /** Only what happens while the source is connected counts. */
  connected(isConnected: boolean): void;
  /** @returns the points that are silent now, the longest first. */
  silent(): SilentPoint[];
};

type Watched = {
  readonly fixedMs: number | undefined;
  readonly gaps: Float64Array;
  count: number;
  heardAt: number | null;
  /** The longest gap of each of the last days that had one. */
  days: { readonly day: number; longest: number }[];
  limitMs: number | null;
};

/**
 * @param options.points with the time that the package names, where it does: 0 watches nothing
 * @param options.elapsed runs evenly, whatever is done to the time of day
 */
export function createSilenceWatch(options: {
  readonly points: readonly { readonly name: string; readonly silentAfterMs?: number | undefined }[];
  readonly elapsed: Clock;
}): SilenceWatch {
  const { elapsed } = options;
  let isConnected = false;
  const points = new Map<string, Watched>(
    options.points
      .filter(({ silentAfterMs }) => silentAfterMs !== 0)
      .map(({ name, silentAfterMs: fixedMs }) => [
        name,
        { fixedMs, gaps: new Float64Array(GAPS), count: 0, heardAt: null, days: [], limitMs: fixedMs ?? null },
      ]),
  );

  function learn(watched: Watched, gap: number, now: number) {
    watched.gaps[watched.count % GAPS] = gap;
    watched.count += 1;
    const day = Math.floor(now / DAY_MS);
    const today = watched.days.at(-1);
    if (today?.day === day) today.longest = Math.max(today.longest, gap);
    else watched.days = [...watched.days, { day, longest: gap }].slice(-DAYS);
    // Sorting at every reading would cost more than the rest of the normaliser; a cadence changes slowly.
    if (watched.count === GAPS_MIN || watched.count % GAPS_MIN === 0) watched.limitMs = limitOf(watched);
  }

  return {
    heard(point) {
      const watched = points.get(point);
      if (watched === undefined) return;
      const now = elapsed.now();
      if (isConnected && watched.heardAt !== null && watched.fixedMs === undefined)
        learn(watched, now - watched.heardAt, now);
      watched.heardAt = now;
    },
    connected(next) {
      if (next && !isConnected) {
        // Points that the source does not mention after it came back are silent from then on.
        const now = elapsed.now();
        for (const watched of points.values())
          if (watched.limitMs !== null) watched.heardAt = now;
          else watched.heardAt = null;
      }
      isConnected = next;
    },
    silent() {
      if (!isConnected) return [];
      const now = elapsed.now();
      const silent: SilentPoint[] = [];
      for (const [point, { heardAt, limitMs }] of points)
        if (heardAt !== null && limitMs !== null && now - heardAt > limitMs)
          silent.push({ point, forMs: now - heardAt });
      return silent.sort((a, b) => b.forMs - a.forMs);
    },
  };
}

function limitOf({ gaps, count, days }: Watched): number {
  const known = gaps.slice(0, Math.min(count, GAPS)).sort();
  const usual = known[Math.ceil(known.length * QUANTILE) - 1] ?? 0;
  const longest = days.map((day) => day.longest).sort((a, b) => a - b);
  const usualDay = longest.length < DAYS_MIN ? 0 : (longest[Math.floor((longest.length - 1) / 2)] ?? 0);
  return Math.max(SILENT_MS_MIN, usual * FACTOR, usualDay * DAY_FACTOR);
}
