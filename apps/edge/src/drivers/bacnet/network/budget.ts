/** Lets requests go: one at a time to a device, the devices in turns, and no more in a second than the network may carry. */
export type RequestBudget = {
  /** Resolves when it is this device's turn. The returned function ends the turn. Rejects when the budget is closed. */
  turn(device: string): Promise<() => void>;
  close(): void;
};

type Lane = { busy: boolean; readonly waiting: Waiting[] };
type Waiting = { readonly go: (end: () => void) => void; readonly fail: (reason: Error) => void };

/** What may go at once after a pause, in seconds of the rate: a burst fills the queue of a slow router. */
const BURST_S = 0.1;

/** @param perSecond asked at each turn, because sources come and go @param now in milliseconds, never going back */
export function createRequestBudget(
  perSecond: () => number,
  now: () => number = () => performance.now(),
): RequestBudget {
  const lanes = new Map<string, Lane>();
  /** Devices that have something to ask and are not busy, the next one first. */
  const ready: string[] = [];
  let tokens = 1;
  let filledAt = now();
  let timer: ReturnType<typeof setTimeout> | undefined;

  function laneOf(device: string): Lane {
    const lane = lanes.get(device) ?? { busy: false, waiting: [] };
    lanes.set(device, lane);
    return lane;
  }
  function queue(device: string, lane: Lane) {
    if (!lane.busy && lane.waiting.length > 0 && !ready.includes(device)) ready.push(device);
    if (!lane.busy && lane.waiting.length === 0) lanes.delete(device);
  }
  function serve() {
    timer = undefined;
    const rate = perSecond();
    tokens = Math.min(Math.max(1, rate * BURST_S), tokens + ((now() - filledAt) * rate) / 1000);
    filledAt = now();
    while (tokens >= 1) {
      const device = ready.shift();
      if (device === undefined) return;
      tokens -= 1;
      start(device);
    }
    if (ready.length > 0) timer ??= setTimeout(serve, Math.ceil(((1 - tokens) * 1000) / rate));
  }
  function start(device: string) {
    const lane = laneOf(device);
    const next = lane.waiting.shift();
    if (next === undefined) return;
    lane.busy = true;
    next.go(() => {
      lane.busy = false;
      queue(device, lane);
      if (timer === undefined) serve();
    });
  }
  return {
    turn: (device) =>
      new Promise((go, fail) => {
        const lane = laneOf(device);
        lane.waiting.push({ go, fail });
        queue(device, lane);
        if (timer === undefined) serve();
      }),
    close() {
      clearTimeout(timer);
      ready.length = 0;
      for (const { waiting } of lanes.values())
        for (const { fail } of waiting.splice(0)) fail(new Error("the network was closed"));
    },
  };
}
