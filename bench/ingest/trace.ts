import { encodeCompact } from "@outstation/contracts/mqtt/telemetry";

/** A point's slowly varying process value: two decimals, a slow wave and a small walk; the same for the same seed. */
export function* processValues(seed: number): Generator<number> {
  let state = seed * 7919 + 1;
  let walk = 0;
  for (let i = 0; ; i++) {
    state = (state * 16_807) % 2_147_483_647;
    walk += (state / 2_147_483_647 - 0.5) * 0.06;
    yield Math.round((20 + seed + 3 * Math.sin(i / 300) + walk) * 100) / 100;
  }
}

export type TraceOptions = {
  readonly device: number;
  readonly messages: number;
  readonly readingsPerMessage: number;
  readonly boot: number;
  readonly startAt: number;
};

export type Trace = {
  readonly payloads: Uint8Array[];
  readonly values: { at: number; point: number; value: number }[];
};

/** One message a second, each with one reading of every point. */
export function makeTrace({ device, messages, readingsPerMessage, boot, startAt }: TraceOptions): Trace {
  const points = Array.from({ length: readingsPerMessage }, (_, point) => processValues(device * 100 + point));
  const payloads: Uint8Array[] = [];
  const values: Trace["values"] = [];
  for (let i = 0; i < messages; i++) {
    const measuredAt = startAt + i * 1000;
    const readings = points.map((values_, point) => {
      const value = values_.next().value as number;
      values.push({ at: measuredAt, point, value });
      return { point: `point_${point}`, value, measuredAt, quality: "good" as const };
    });
    payloads.push(encodeCompact({ boot, seq: i + 1, child: null, readings }));
  }
  return { payloads, values };
}
