import { createHash } from "node:crypto";
import type { Extra, Samples } from "@outstation/db/series/samples";

/** The readings of one point of one device, ascending by time. */
export type Run = {
  readonly deviceId: string;
  readonly device: string;
  readonly point: number;
  readonly pointName: string;
  readonly samples: Samples;
};

/** An extra as a part holds it: what is not text, as JSON. */
export type ExtraText = {
  readonly value: string | null;
  readonly status: string | null;
  readonly context: string | null;
};

export const toText = (extra: Extra | undefined): ExtraText => ({
  value: extra?.v === undefined ? null : JSON.stringify(extra.v),
  status: extra?.s ?? null,
  context: extra?.c === undefined ? null : JSON.stringify(extra.c),
});

/** The inverse of `toText`; undefined where there is nothing. */
export function fromText({ value, status, context }: ExtraText): Extra | undefined {
  if (value === null && status === null && context === null) return undefined;
  return {
    ...(value === null ? {} : { v: JSON.parse(value) as unknown }),
    ...(status === null ? {} : { s: status }),
    ...(context === null ? {} : { c: JSON.parse(context) as unknown }),
  };
}

/**
 * The SHA-256 of readings whatever the form they lie in: of what the store gave and of what a part gives back it is the same
 * where every bit of every reading is.
 */
export function createContentDigest(): { take(run: Run): void; result(): string } {
  const hash = createHash("sha256");
  return {
    take: ({ deviceId, device, point, pointName, samples }) => {
      const { measuredAt, numbers, qualities, extras } = samples;
      const texts = [...extras].map(([index, extra]) => [index, ...Object.values(toText(extra))]);
      hash.update(`${JSON.stringify([deviceId, device, point, pointName, measuredAt.length, texts])}\n`);
      for (const values of [measuredAt, numbers]) hash.update(bitsOf(values));
      hash.update(qualities);
    },
    result: () => hash.digest("hex"),
  };
}

/** The bits of each number; there are many that mean NaN, of which one is taken. */
function bitsOf(values: Float64Array): Uint8Array {
  const copy = Float64Array.from(values, (value) => (Number.isNaN(value) ? Number.NaN : value));
  return new Uint8Array(copy.buffer);
}
