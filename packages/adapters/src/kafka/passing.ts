import { backoffMs } from "@outstation/kit/backoff";
import { sleep } from "@outstation/kit/clock";

/** Longer than a broker's restart or the election of a leader (each 10 to 15 s here). */
export const PATIENCE_MS = 45_000;

/** Whether trying again may help: kafkajs wraps what it gave up on, and says of the cause whether it passes. */
export function isPassing(reason: unknown): boolean {
  const { cause, retriable } = reason as { cause?: unknown; retriable?: boolean };
  return cause instanceof Error ? isPassing(cause) : retriable === true;
}

/** One failure is the election of a leader; the third in a row is told of, once. */
export const levelOf = (failures: number): "warn" | "debug" => (failures === 2 ? "warn" : "debug");

/** The pause after the nth failure in a row, from 0. */
export const pauseAfter = (failures: number, signal?: AbortSignal): Promise<void> =>
  sleep(backoffMs(failures, { baseMs: 100, maxMs: 1_000 }), signal);
