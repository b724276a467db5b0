import type { Deadband } from "@outstation/contracts/edge/reporting";
import type { ReadingValue } from "@outstation/contracts/mqtt/reading";

/** Whether a number differs from the last one by more than the deadband (OPC 10000-4, 7.22.2). Anything but numbers always passes. */
export function isPast(deadband: Deadband | undefined, value: ReadingValue, last: ReadingValue): boolean {
  if (deadband === undefined || typeof value !== "number" || typeof last !== "number") return true;
  return Math.abs(value - last) > widthOf(deadband, last);
}

function widthOf(deadband: Deadband, last: number): number {
  if (deadband.kind === "absolute") return deadband.value;
  const [low, high] = deadband.range ?? [0, Math.abs(last)];
  return ((high - low) * deadband.value) / 100;
}
