import type { BacnetSource } from "@outstation/contracts/edge/sources/bacnet";
import { type BacnetPort, type Patience, Refused } from "../bacnet-port";
import { PROPERTY } from "../property";
import type { Peer } from "../wire/frame";
import { type createPointStates, incrementOf, type ReadablePoint } from "./point-states";
import type { PropertyReader } from "./property-reader";
import { createSubscriptions } from "./subscriptions";

/** The subscriber's process: one for the whole gateway, so that a restarted one renews its subscriptions and adds none. */
export const PROCESS_ID = 1;

/** Keeps a device's points subscribed, and polls them once per half lifetime to see whether it tells them. */
export type CovKeeper = {
  /** Subscribes anew from nothing. */
  begin(): Promise<void>;
  /** The device may have forgotten its subscriptions. */
  forgotten(): void;
  /** Renews what is due and makes the safety poll by `read`. Rejects when the device is silent. */
  keep(read: (points: readonly ReadablePoint[]) => Promise<void>): Promise<void>;
  /** A notification came, with so much left of its subscription. */
  told(point: string, leftMs: number): void;
  /** Those of the points that the device does not tell. */
  untold(points: readonly ReadablePoint[]): readonly ReadablePoint[];
  nextAt(): number;
  refusedCount(): number;
};

const now = () => performance.now();

export function createCovKeeper(options: {
  readonly source: BacnetSource;
  readonly port: BacnetPort;
  readonly peer: Peer;
  readonly patience: Patience;
  readonly reader: PropertyReader;
  readonly states: ReturnType<typeof createPointStates>;
  readonly points: readonly ReadablePoint[];
  readonly lifetimeMs: number;
}): CovKeeper {
  const { source, port, peer, patience, reader, states, lifetimeMs } = options;
  const wanted = source.cov === "confirmed" || source.cov === "unconfirmed";
  const points = new Map(wanted ? options.points.map((point) => [point.name, point]) : []);
  const subscriptions = createSubscriptions([...points.keys()], lifetimeMs);
  const increments = new Map<string, number>();
  /** Points that the safety poll found changed, until their device tells them after all. */
  const missed = new Set<string>();
  let safetyAt = Number.POSITIVE_INFINITY;
  let verdictAt = Number.POSITIVE_INFINITY;

  async function subscribe(point: ReadablePoint): Promise<void> {
    const confirmed = source.cov === "confirmed";
    try {
      const subscription = { processId: PROCESS_ID, object: point.object, confirmed, lifetimeS: lifetimeMs / 1000 };
      await port.subscribeCov(peer, subscription, patience);
      subscriptions.taken(point.name, now());
    } catch (reason) {
      if (!(reason instanceof Refused)) throw reason;
      subscriptions.refused(point.name, now());
    }
  }
  const held = () => [...points.values()].filter(({ name }) => subscriptions.isHeld(name, now()));
  /** A change that was polled and not told, and is not told within the time of an answer either, means that a subscription is gone. */
  function judge() {
    verdictAt = Number.POSITIVE_INFINITY;
    if (missed.size > 0) forgotten();
  }
  function forgotten() {
    missed.clear();
    states.forgetTold();
    if (points.size > 0) subscriptions.lost(now());
  }
  async function safetyPoll(read: (points: readonly ReadablePoint[]) => Promise<void>) {
    safetyAt = now() + lifetimeMs / 2;
    const polled = held();
    await read(polled);
    for (const point of polled) if (states.wasMissed(point, increments.get(point.name) ?? 0)) missed.add(point.name);
    if (missed.size > 0) verdictAt = now() + patience.timeoutMs;
  }
  return {
    async begin() {
      if (!wanted) return;
      forgotten();
      // Between two renewals, so that a subscription that is gone shows before the next one hides it.
      safetyAt = now() + lifetimeMs / 4;
      const all = [...points.values()];
      const outcomes = await reader.read(all.map(({ object }) => ({ object, property: PROPERTY.covIncrement })));
      all.forEach(({ name }, at) => void increments.set(name, incrementOf(outcomes[at])));
    },
    forgotten,
    async keep(read) {
      if (now() >= verdictAt) judge();
      for (const name of subscriptions.due(now())) {
        const point = points.get(name);
        if (point !== undefined) await subscribe(point);
      }
      if (now() >= safetyAt) await safetyPoll(read);
    },
    told(point, leftMs) {
      missed.delete(point);
      subscriptions.told(point, leftMs, now());
    },
    untold: (all) => all.filter(({ name }) => !subscriptions.isHeld(name, now())),
    nextAt: () => Math.min(subscriptions.nextAt(), safetyAt, verdictAt),
    refusedCount: () => subscriptions.refusedCount(),
  };
}
