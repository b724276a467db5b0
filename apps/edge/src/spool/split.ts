import type { Reading } from "@outstation/contracts/mqtt/reading";

/** A quarter of what the platform takes, so that one message never holds the line for long. */
export const MESSAGE_BYTES_MAX = 64 * 1024;
/** `{"b":…,"s":…,"t":…,"d":"…","r":{}}` with the longest numbers and key. */
const ENVELOPE_BYTES = 160;

/** Cuts readings into runs whose compact spelling stays under `bytesMax` each. The estimate is an upper bound; order is kept. */
export function splitToFit(readings: readonly Reading[], bytesMax = MESSAGE_BYTES_MAX): Reading[][] {
  const runs: Reading[][] = [];
  let room = 0;
  for (const reading of readings) {
    const bytes = bytesAtMost(reading);
    const run = runs.at(-1);
    if (run !== undefined && bytes <= room) {
      run.push(reading);
      room -= bytes;
    } else {
      runs.push([reading]);
      room = bytesMax - ENVELOPE_BYTES - bytes;
    }
  }
  return runs;
}

/** `"point":[[offset,value,"uncertain",{extra}]],` with the longest offset. */
function bytesAtMost({ point, value, status, context }: Reading): number {
  const extra = status === undefined && context === undefined ? 0 : byteLength({ status, ...context });
  return byteLength(point) + byteLength(value) + extra + 40;
}

const byteLength = (value: unknown): number => Buffer.byteLength(JSON.stringify(value));
