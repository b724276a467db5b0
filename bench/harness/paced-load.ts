import { encodeCompact } from "@outstation/contracts/mqtt/telemetry";
import { processValues } from "../ingest/trace";
import type { FleetDevice } from "./fleet";
import { type Outgoing, type Publisher, startPublisher } from "./publisher";

export const READINGS_PER_MESSAGE = 10;

export type PacedOptions = {
  readonly fleet: readonly FleetDevice[];
  readonly port: number;
  readonly boot: number;
  /** Messages a second, of each device. */
  readonly rate: number;
  /** The first sequence number, less one. */
  readonly from?: number;
  readonly onAcknowledged?: (device: FleetDevice, message: Outgoing, at: number) => void;
};

/** Devices that make messages at their own pace, whatever the platform does, and keep them until each has its PUBACK. */
export type PacedLoad = {
  /** Messages made so far, by device. */
  made(): ReadonlyMap<string, number>;
  /** No more is made from now on. */
  finish(): void;
  /** Whether everything that was made has its PUBACK. */
  isAcknowledged(): boolean;
  totals(): { made: number; acknowledged: number; resent: number; refused: number; connections: number };
  close(): void;
};

const TICK_MS = 20;

export function startPacedLoad({ fleet, port, boot, rate, from = 0, onAcknowledged }: PacedOptions): PacedLoad {
  const startAt = Date.now();
  const sources = fleet.map((device, index) => {
    const source = createSource({ seed: index, boot, from });
    const publisher = startPublisher({
      device,
      port,
      take: source.take,
      onAcknowledged: (message, at) => onAcknowledged?.(device, message, at),
    });
    // Devices do not tick together.
    return { device, source, publisher, phaseMs: (index / fleet.length) * (1000 / rate) };
  });
  const tick = () => {
    const now = Date.now();
    for (const { source, publisher, phaseMs } of sources) {
      const due = Math.floor(((now - startAt - phaseMs) * rate) / 1000);
      if (due <= source.made()) continue;
      while (source.made() < due) source.make(now);
      publisher.wake();
    }
  };
  const timer = setInterval(tick, TICK_MS);
  const publishers = sources.map(({ publisher }) => publisher);
  const sum = (of: (publisher: Publisher) => number) => publishers.reduce((total, each) => total + of(each), 0);
  const made = () => sources.reduce((total, { source }) => total + source.made(), 0);
  return {
    made: () => new Map(sources.map(({ device, source }) => [device.id, source.made()])),
    finish: () => clearInterval(timer),
    isAcknowledged: () => sum(({ acknowledged, refused }) => acknowledged + refused) === made(),
    totals: () => ({
      made: made(),
      acknowledged: sum(({ acknowledged }) => acknowledged),
      resent: sum(({ resent }) => resent),
      refused: sum(({ refused }) => refused),
      connections: sum(({ connections }) => connections),
    }),
    close: () => {
      clearInterval(timer);
      for (const publisher of publishers) publisher.close();
    },
  };
}

/** A device's numbered messages. Each has a time of its own, so that a reading stored twice can be told from two readings. */
function createSource({ seed, boot, from }: { readonly seed: number; readonly boot: number; readonly from: number }) {
  const points = Array.from({ length: READINGS_PER_MESSAGE }, (_, point) => processValues(seed * 100 + point));
  // From `taken` on; what was taken before goes in one piece, because shift() of a long backlog is slow.
  let waiting: Outgoing[] = [];
  let taken = 0;
  let made = 0;
  let lastAt = 0;
  return {
    made: () => made,
    make: (now: number) => {
      lastAt = Math.max(now, lastAt + 1);
      const readings = points.map((values, point) => ({
        point: `point_${point}`,
        value: values.next().value as number,
        measuredAt: lastAt,
        quality: "good" as const,
      }));
      const seq = from + ++made;
      waiting.push({ seq, payload: encodeCompact({ boot, seq, child: null, readings }), readyAt: lastAt });
    },
    take: (): Outgoing | undefined => {
      const message = waiting[taken];
      if (message !== undefined) taken++;
      else if (taken > 0) {
        waiting = [];
        taken = 0;
      }
      return message;
    },
  };
}
