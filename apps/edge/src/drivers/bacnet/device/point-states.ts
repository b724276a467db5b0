import type { BacnetSource } from "@outstation/contracts/edge/sources/bacnet";
import type { BacnetFlags, RawReading } from "../../driver";
import { parseObjectId } from "../object-types";
import { PROPERTY } from "../property";
import type { CovNotification, Outcome } from "../wire/answers";
import type { Reference } from "../wire/requests";
import type { BacnetValue, ObjectId } from "../wire/values";

export type BacnetPoint = BacnetSource["points"][number];
/** A point whose object type has a present value that we know how to ask for. */
export type ReadablePoint = { readonly name: string; readonly object: ObjectId };

const READ_OF_A_POINT = [PROPERTY.presentValue, PROPERTY.statusFlags, PROPERTY.reliability] as const;

/** The points that can be asked for, and a bad reading for each that cannot. */
export function sortPoints(points: readonly BacnetPoint[]) {
  const readable: ReadablePoint[] = [];
  const unreadable: RawReading[] = [];
  for (const { name, object } of points) {
    const id = parseObjectId(object);
    if (id !== null) readable.push({ name, object: id });
    else unreadable.push(badReading(name, `no object type of ${object}`));
  }
  return { readable, unreadable };
}

export const referencesOf = (points: readonly ReadablePoint[]): Reference[] =>
  points.flatMap(({ object }) => READ_OF_A_POINT.map((property) => ({ object, property })));

type Shown = { readonly value: unknown; readonly flags: BacnetFlags; readonly reliability: number };

/** What each point of a device shows. A notification has no reliability, so the last one read is kept while the flag stands. */
export function createPointStates() {
  const shown = new Map<string, Shown>();
  /** What the device itself told last, to be held against what a poll finds. */
  const told = new Map<string, unknown>();
  const reading = (point: ReadablePoint, now: Shown): RawReading => {
    shown.set(point.name, now);
    const { value, flags, reliability } = now;
    const status = { protocol: "bacnet", flags, reliability, error: null } as const;
    return { point: point.name, value, sourceTime: null, status };
  };
  return {
    /** @param outcomes of `referencesOf(points)` */
    fromPoll(points: readonly ReadablePoint[], outcomes: readonly Outcome[]): RawReading[] {
      return points.map((point, at) => {
        const [present, flags, reliability] = outcomes.slice(at * READ_OF_A_POINT.length);
        const value = presentValueOf(present);
        if ("error" in value) return badReading(point.name, value.error);
        return reading(point, { ...value, flags: flagsOf(first(flags)), reliability: numberOf(first(reliability)) });
      });
    },
    /** @returns the reading, and whether the reliability behind it must be read: the fault flag changed. */
    fromNotification(point: ReadablePoint, { properties }: CovNotification) {
      const of = (wanted: number) => properties.find(({ property }) => property === wanted)?.outcome;
      const value = presentValueOf(of(PROPERTY.presentValue));
      if ("error" in value) return null;
      told.set(point.name, value.value);
      const before = shown.get(point.name);
      const flags = flagsOf(first(of(PROPERTY.statusFlags)));
      const reliability = flags.fault ? (before?.reliability ?? 0) : 0;
      return {
        reading: reading(point, { ...value, flags, reliability }),
        doubtful: flags.fault !== before?.flags.fault,
      };
    },
    /** Whether a poll found the point further from what its device told than the device lets pass untold. */
    wasMissed({ name }: ReadablePoint, increment: number): boolean {
      if (!told.has(name)) return false;
      const [before, now] = [told.get(name), shown.get(name)?.value];
      if (typeof before === "number" && typeof now === "number") return Math.abs(now - before) > increment;
      return before !== now;
    },
    forgetTold: () => told.clear(),
  };
}

function badReading(point: string, error: string): RawReading {
  const flags = { fault: false, overridden: false, outOfService: false };
  return { point, value: null, sourceTime: null, status: { protocol: "bacnet", flags, reliability: 0, error } };
}

const first = (outcome: Outcome | undefined): BacnetValue | undefined =>
  outcome !== undefined && "values" in outcome ? outcome.values[0] : undefined;

function presentValueOf(outcome: Outcome | undefined): { readonly value: unknown } | { readonly error: string } {
  if (outcome === undefined) return { error: "no answer for this object" };
  if ("error" in outcome) return outcome;
  const [value] = outcome.values;
  switch (value?.kind) {
    case undefined:
      return { error: "no answer for this object" };
    case "null":
      return { value: null };
    case "boolean":
    case "unsigned":
    case "signed":
    case "real":
    case "enumerated":
    case "text":
      return { value: value.value };
    default:
      return { error: "a value of no simple type" };
  }
}

/** BACnetStatusFlags: in-alarm, fault, overridden, out-of-service. Optional properties may be answered by an error. */
function flagsOf(value: BacnetValue | undefined): BacnetFlags {
  const flags = value?.kind === "bits" ? value.value : [];
  return { fault: flags[1] === true, overridden: flags[2] === true, outOfService: flags[3] === true };
}

const numberOf = (value: BacnetValue | undefined): number =>
  value?.kind === "enumerated" || value?.kind === "unsigned" ? value.value : 0;

/** A COV increment, which only numeric objects have; 0 for the others. */
export const incrementOf = (outcome: Outcome | undefined): number => {
  const value = first(outcome);
  return value?.kind === "real" || value?.kind === "unsigned" ? value.value : 0;
};
