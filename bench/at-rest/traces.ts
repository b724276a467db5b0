import { toPlacedColumns } from "@outstation/db/series/placed-readings";
import { layRows, MS_PER_HOUR, type ReadingRow } from "@outstation/db/series/rows";
import { newId } from "@outstation/kit/ids";
import { processValues } from "../ingest/trace";

export type RestTrace = {
  readonly name: string;
  readonly hours: number;
  /** The messages of one hour, ten points in each. */
  rowsOf(hour: number): ReadingRow[];
};

export const POINTS = 10;

/** Synthetic: no public trace of single readings at their own times is reachable from where this is developed. */
export function restTraces(tenantId: string): RestTrace[] {
  return [
    trace(tenantId, {
      name: "slow process values, 2 decimals, every second",
      devices: 1,
      hours: 24,
      periodMs: 1000,
      jitterMs: 0,
      values: processValues,
    }),
    trace(tenantId, {
      name: "the same once a minute, 40 devices",
      devices: 40,
      hours: 24,
      periodMs: 60_000,
      jitterMs: 0,
      values: processValues,
    }),
    trace(tenantId, {
      name: "full-precision noise, irregular about a second, some uncertain",
      devices: 1,
      hours: 12,
      periodMs: 1000,
      jitterMs: 900,
      values: noise,
    }),
  ];
}

type Shape = {
  readonly name: string;
  readonly devices: number;
  readonly hours: number;
  readonly periodMs: number;
  readonly jitterMs: number;
  readonly values: (seed: number) => Iterator<number>;
};

function trace(tenantId: string, shape: Shape): RestTrace {
  const devices = Array.from({ length: shape.devices }, (_, index) => deviceOf(tenantId, shape, index));
  return { name: shape.name, hours: shape.hours, rowsOf: (hour) => devices.flatMap((rowsOf) => rowsOf(hour)) };
}

function deviceOf(tenantId: string, { periodMs, jitterMs, values }: Shape, index: number) {
  const device = { tenantId, deviceId: newId(), boot: 1 };
  const points = Array.from({ length: POINTS }, (_, point) => values(index * POINTS + point + 1));
  const random = uniform(77 + index);
  let seq = 0;
  return (hour: number): ReadingRow[] =>
    Array.from({ length: MS_PER_HOUR / periodMs }, (_, i) => {
      const measuredAt = hour + i * periodMs + Math.floor(random() * jitterMs);
      const readings = points.map((each, point) => ({
        point: point + 1,
        measuredAt,
        number: each.next().value as number,
        quality: jitterMs > 0 && random() < 0.01 ? 1 : 0,
        extra: undefined,
      }));
      return layRows([{ ...device, seq: ++seq, receivedAt: measuredAt + 50, columns: toPlacedColumns(readings) }]);
    }).flat();
}

function* noise(seed: number): Generator<number> {
  const random = uniform(seed * 104_729);
  for (;;) yield 20 + seed + (random() + random() + random() - 1.5) / 3;
}

/** Lehmer's generator with the "minimal standard" multiplier, two draws for 53 bits. */
function uniform(seed: number): () => number {
  let state = seed;
  const draw = () => {
    state = (state * 48_271) % 2_147_483_647;
    return state;
  };
  return () => (draw() + draw() / 2_147_483_647) / 2_147_483_648;
}
