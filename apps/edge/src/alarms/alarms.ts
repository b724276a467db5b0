import { type EdgeAlarm, EdgeAlarms } from "@outstation/contracts/edge/alarms";
import type { EdgePackage } from "@outstation/contracts/edge/package";
import type { Reading } from "@outstation/contracts/mqtt/reading";
import type { DeviceStatus } from "@outstation/contracts/mqtt/status";
import type { Clock } from "@outstation/kit/clock";
import type { Logger } from "@outstation/kit/logger";
import type { PackageUser } from "../package/package-user";
import type { AlarmBook, Kept } from "./alarm-book";
import { endOf, eventOf } from "./alarm-event";
import { type Told, type Watch, watch } from "./watch";

/** What a status names: more would not be read, and the count is there. */
const NAMED_MAX = 64;
/** Events handed to the spool in one go. */
const TOLD_TOGETHER = 100;

/** Every limit of the package, watched. What changes is on disk before anyone is told. */
export type Alarms = PackageUser & {
  /** Every reading of a device's points, whether or not it is worth reporting; no heartbeats, which are nobody's measurement. */
  see(device: string, readings: readonly Reading[]): void;
  /** Lets delays run out, and hands over events that could not be handed over before. */
  beat(): void;
  active(): ReadonlySet<string>;
  status(): Pick<DeviceStatus, "alarms">;
};

export type AlarmsOptions = {
  readonly book: AlarmBook;
  readonly clock: Clock;
  readonly logger: Logger;
  /** Takes the payloads of `up/event`, in order. @returns whether they, and all before them, are on disk: asked with none until then. */
  readonly publish: (payloads: readonly Uint8Array[]) => boolean;
  /** Told after alarms became active or returned to normal. */
  readonly onChanged: () => void;
};

export function createAlarms({ book, clock, logger, publish, onChanged }: AlarmsOptions): Alarms {
  let watches: Watch[] = [];
  let byPoint = new Map<string, Watch[]>();
  let version = 0;
  /** Changes that the disk has not taken. */
  let unsaved: Kept[] = [];
  /** Whether the book may hold events that the spool has not taken: at the start nobody knows. */
  let owes = true;
  /** The last event that the spool took and does not have on disk yet. */
  let inMemory: number | null = null;

  const keptOf = ({ limit }: Watch, told: Told): Kept => ({
    ...{ alarm: limit.id, device: limit.device, point: limit.point },
    activeSince: told.state === "active" ? told.activeSince : null,
    changedAt: told.at,
    event: JSON.stringify(eventOf(limit, told, version)),
  });

  const record = (changes: readonly Kept[]) => {
    if (changes.length > 0) {
      unsaved.push(...changes);
      for (const { event } of changes) logger.info({ event: JSON.parse(event) }, "alarm");
    }
    save();
    if (changes.length > 0) onChanged();
  };

  const save = () => {
    owes ||= unsaved.length > 0;
    if (!owes) return;
    try {
      if (unsaved.length > 0) book.save(unsaved);
      unsaved = [];
      owes = !tellAll();
    } catch (reason) {
      logger.warn({ reason: String(reason) }, "alarms wait for the disk");
    }
  };

  /** @returns whether nothing is left that would be lost with this process. */
  const tellAll = (): boolean => {
    if (inMemory !== null && !publish([])) return false;
    if (inMemory !== null) book.told(inMemory);
    inMemory = null;
    for (let waiting = book.waiting(TOLD_TOGETHER); waiting.length > 0; waiting = book.waiting(TOLD_TOGETHER)) {
      const last = waiting.at(-1)?.number ?? 0;
      if (!publish(waiting.map(({ payload }) => new TextEncoder().encode(payload)))) {
        inMemory = last;
        return false;
      }
      book.told(last);
    }
    return true;
  };

  const active = () => watches.filter(({ held }) => held().activeSince !== null);

  return {
    use(edgePackage) {
      version = edgePackage.version;
      const limits = limitsOf(edgePackage);
      const kept = new Map([...book.load(), ...unsaved].map((one) => [one.alarm, one]));
      const before = new Map(watches.map((one) => [one.limit.id, one]));
      watches = limits.map((limit) => {
        const old = kept.get(limit.id);
        const same = old !== undefined && isOfPoint(limit, old) ? old : undefined;
        const running = before.get(limit.id);
        return running !== undefined && isSame(running.limit, limit) ? running : watch(limit, same, clock.now());
      });
      byPoint = new Map();
      for (const one of watches) {
        const key = keyOf(one.limit.device, one.limit.point);
        byPoint.set(key, [...(byPoint.get(key) ?? []), one]);
      }
      const gone = [...kept.values()].filter(({ alarm, ...old }) => {
        const limit = limits.find(({ id }) => id === alarm);
        return limit === undefined || !isOfPoint(limit, old);
      });
      endAll(gone);
    },
    see(device, readings) {
      if (byPoint.size === 0) return;
      const now = clock.now();
      const changes = readings
        .filter(isOfNow)
        .flatMap((reading) =>
          (byPoint.get(keyOf(device, reading.point)) ?? []).flatMap((one) =>
            one.see(reading, now).map((told) => keptOf(one, told)),
          ),
        );
      if (changes.length > 0) record(changes);
    },
    beat() {
      const now = clock.now();
      record(watches.flatMap((one) => one.letPass(now).map((told) => keptOf(one, told))));
    },
    active: () => new Set(active().map(({ limit }) => limit.id)),
    status() {
      if (watches.length === 0) return {};
      const found = active().map(({ limit, held }) => ({
        ...{ id: limit.id, device: limit.device, point: limit.point, priority: limit.priority },
        since: held().activeSince ?? 0,
      }));
      return {
        alarms: { count: found.length, active: found.toSorted((a, b) => a.since - b.since).slice(0, NAMED_MAX) },
      };
    },
  };

  /** Alarms that no package has any more end, and say why. */
  function endAll(gone: readonly Kept[]) {
    const ended = gone
      .filter(({ activeSince }) => activeSince !== null)
      .map((old) => {
        const at = clock.now();
        return {
          ...old,
          activeSince: null,
          changedAt: at,
          event: JSON.stringify(endOf(old.event, at, "removed from the package")),
        };
      });
    record(ended);
    try {
      book.remove(gone.map(({ alarm }) => alarm));
    } catch (reason) {
      logger.warn({ reason: String(reason) }, "alarms wait for the disk");
    }
  }
}

const limitsOf = ({ alarms }: EdgePackage): readonly EdgeAlarm[] => (alarms ?? EdgeAlarms.parse({})).limits;
/** What a historian hands over of the time before is no state of the machine now. */
const isOfNow = ({ context }: Reading) => context?.backfill !== true;
// A device's key has no space.
const keyOf = (device: string, point: string) => `${device} ${point}`;
const isOfPoint = (limit: EdgeAlarm, { device, point }: Pick<Kept, "device" | "point">) =>
  limit.device === device && limit.point === point;
const isSame = (one: EdgeAlarm, other: EdgeAlarm) => JSON.stringify(one) === JSON.stringify(other);
