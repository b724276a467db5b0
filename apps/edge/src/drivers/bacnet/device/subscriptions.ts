/** When a subscription of a device's point is due. Milliseconds of a clock that never goes back; time is an argument. */
export type Subscriptions = {
  /** Points to subscribe now, new ones and those at half of their life. */
  due(now: number): string[];
  /** When the next one is due; Infinity when none is. */
  nextAt(): number;
  /** Whether the device tells this point. */
  isHeld(point: string, now: number): boolean;
  taken(point: string, now: number): void;
  /** The device refuses: the point is polled, and asked for again after a lifetime. */
  refused(point: string, now: number): void;
  /** What a notification says is left of a subscription: some devices give less than was asked for. */
  told(point: string, leftMs: number, now: number): void;
  /** The device may have forgotten all of them: everything is due. */
  lost(now: number): void;
  refusedCount(): number;
};

type State = { readonly until: number; readonly dueAt: number; readonly refused: boolean };

/** A device that gives next to no time is not asked more often than this. */
const RENEWAL_MS_MIN = 1000;

/** @param lifetimeMs what is asked for; renewed at half of it, so that one lost renewal loses nothing */
export function createSubscriptions(points: readonly string[], lifetimeMs: number): Subscriptions {
  const states = new Map<string, State>(points.map((point) => [point, { until: 0, dueAt: 0, refused: false }]));
  return {
    due: (now) => [...states].filter(([, { dueAt }]) => dueAt <= now).map(([point]) => point),
    nextAt: () =>
      [...states.values()].reduce((soonest, { dueAt }) => Math.min(soonest, dueAt), Number.POSITIVE_INFINITY),
    isHeld: (point, now) => (states.get(point)?.until ?? 0) > now,
    taken(point, now) {
      states.set(point, { until: now + lifetimeMs, dueAt: now + lifetimeMs / 2, refused: false });
    },
    refused(point, now) {
      states.set(point, { until: 0, dueAt: now + lifetimeMs, refused: true });
    },
    told(point, leftMs, now) {
      const state = states.get(point);
      // 0 is "for ever" in some devices and "over" in others: neither is a reason to ask again at once.
      if (state === undefined || leftMs <= 0 || now + leftMs >= state.until) return;
      const dueAt = Math.min(state.dueAt, now + Math.max(RENEWAL_MS_MIN, leftMs / 2));
      states.set(point, { ...state, until: now + leftMs, dueAt });
    },
    lost(now) {
      for (const point of states.keys()) states.set(point, { until: 0, dueAt: now, refused: false });
    },
    refusedCount: () => [...states.values()].filter(({ refused }) => refused).length,
  };
}
