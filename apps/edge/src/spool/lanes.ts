import { SPOOL_CLASSES, type SpoolClass } from "@outstation/contracts/edge/spool";
import type { Clock } from "@outstation/kit/clock";
import { END, type MessageKey, type SpooledMessage, START } from "./message";
import type { Spool } from "./spool";

/** Of the messages asked for, so many go to what is new while there is also a backlog. */
const LIVE_SHARE = 3 / 4;
/** What waited longer than this is no longer live: it joins the backlog, and the newest goes first again. */
const LIVE_AGE_MAX_MS = 10_000;

/**
 * The messages of the spool in the order in which one connection should send them. Two lanes: what is new, and the backlog
 * from its oldest on; neither starves the other. Within a lane the classes go in their order. A new connection opens
 * new lanes: what was not acknowledged comes again.
 */
export type Lanes = {
  /**
   * @param options.leastClass leaves out the classes after it, which come with a later call that allows them: for a budget.
   * @returns up to `limit` messages that these lanes have not given yet.
   */
  next(limit: number, options?: { readonly leastClass?: SpoolClass }): SpooledMessage[];
};

type Range = { after: MessageKey; readonly upTo: MessageKey };
type Lane = { live: Range; readonly backlog: Range[] };

export function openLanes(spool: Pick<Spool, "list" | "lastKey">, clock: Clock): Lanes {
  const byClass = new Map<SpoolClass, Lane>(
    SPOOL_CLASSES.map((of) => {
      const opened = spool.lastKey(of);
      return [of, { live: { after: opened, upTo: END }, backlog: [{ after: START, upTo: opened }] }];
    }),
  );

  function take(of: SpoolClass, range: Range, limit: number): SpooledMessage[] {
    const messages = spool.list(of, { ...range, limit });
    const last = messages.at(-1);
    if (last !== undefined) range.after = { boot: last.boot, seq: last.seq };
    return messages;
  }

  /** A line too narrow for what is new would send all of it late; so it sends the newest, and the rest as backlog. */
  function letGoOfOld(of: SpoolClass, lane: Lane) {
    const [oldest] = spool.list(of, { ...lane.live, limit: 1 });
    if (oldest === undefined || clock.now() - oldest.enqueuedAt <= LIVE_AGE_MAX_MS) return;
    const upTo = spool.lastKey(of);
    lane.backlog.push({ after: lane.live.after, upTo });
    lane.live = { after: upTo, upTo: END };
  }

  function live(limit: number, classes: readonly SpoolClass[]): SpooledMessage[] {
    const taken: SpooledMessage[] = [];
    for (const of of classes) {
      const lane = byClass.get(of);
      if (lane === undefined || taken.length >= limit) continue;
      letGoOfOld(of, lane);
      taken.push(...take(of, lane.live, limit - taken.length));
    }
    return taken;
  }

  function backlog(limit: number, classes: readonly SpoolClass[]): SpooledMessage[] {
    const taken: SpooledMessage[] = [];
    for (const of of classes) {
      const ranges = byClass.get(of)?.backlog ?? [];
      while (ranges[0] !== undefined && taken.length < limit) {
        const more = take(of, ranges[0], limit - taken.length);
        taken.push(...more);
        if (taken.length < limit) ranges.shift();
      }
    }
    return taken;
  }

  return {
    next(limit, { leastClass = 3 } = {}) {
      if (limit <= 0) return [];
      const classes = SPOOL_CLASSES.filter((of) => of <= leastClass);
      const newest = live(Math.max(1, Math.floor(limit * LIVE_SHARE)), classes);
      const older = backlog(limit - newest.length, classes);
      const rest = limit - newest.length - older.length;
      return [...newest, ...older, ...(rest > 0 ? live(rest, classes) : [])];
    },
  };
}
