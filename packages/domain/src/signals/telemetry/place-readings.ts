import type { Quality, ReadingValue } from "@outstation/contracts/mqtt/reading";
import type { ReadingColumns } from "@outstation/contracts/mqtt/reading-columns";
import { type PlacedReading, toPlacedColumns } from "@outstation/db/series/placed-readings";
import type { PlacedColumns } from "@outstation/db/series/rows";
import type { Extra } from "@outstation/db/series/samples";
import { toStored } from "@outstation/db/series/values";
import type { KnownDevice, KnownPoint } from "../../fleet/lookup";

const QUALITY_NUMBERS: Readonly<Record<Quality, number>> = { good: 0, uncertain: 1, bad: 2 };

type Numbered = { readonly numbers: readonly number[]; readonly areAllNumeric: boolean };

/** By the names that messages alike share, so that a point's number is looked up once and not for each of its readings. */
const numbered = new WeakMap<KnownDevice, WeakMap<readonly string[], Numbered>>();

function numbersOf(device: KnownDevice, names: readonly string[]): Numbered {
  const met = numbered.get(device) ?? new WeakMap<readonly string[], Numbered>();
  numbered.set(device, met);
  const known = met.get(names);
  if (known) return known;
  const points = names.map((name) => device.points.get(name) as KnownPoint);
  const found = {
    numbers: points.map(({ no }) => no),
    areAllNumeric: points.every(({ kind }) => kind === "number"),
  };
  met.set(names, found);
  return found;
}

/** A message's readings as the store holds them, under their points' numbers; the device knows all of its points. */
export function placeReadings(
  device: KnownDevice,
  { points, measuredAt, values, notes }: ReadingColumns,
): PlacedColumns {
  const { numbers, areAllNumeric } = numbersOf(device, points);
  if (notes === null && areAllNumeric)
    return { points: numbers, measuredAt, numbers: values as readonly number[], qualities: null, extras: null };
  return toPlacedColumns(
    points.map((name, index): PlacedReading => {
      const { kind } = device.points.get(name) as KnownPoint;
      const { number, v } = toStored(kind, values[index] as ReadingValue);
      const { quality = "good", status, context } = notes?.[index] ?? {};
      const extra: Extra = {
        ...(v === undefined ? {} : { v }),
        ...(status === undefined ? {} : { s: status }),
        ...(context === undefined ? {} : { c: context }),
      };
      return {
        point: numbers[index] as number,
        measuredAt: measuredAt[index] as number,
        number,
        quality: QUALITY_NUMBERS[quality],
        extra: Object.keys(extra).length > 0 ? extra : undefined,
      };
    }),
  );
}
