"use client";
import { useSyncExternalStore } from "react";

const TICK_MS = 1000;
const listeners = new Set<() => void>();
let now = Date.now();
let timer: ReturnType<typeof setInterval> | undefined;

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  timer ??= setInterval(() => {
    now = Date.now();
    for (const notify of listeners) notify();
  }, TICK_MS);
  return () => {
    listeners.delete(listener);
    if (listeners.size > 0) return;
    clearInterval(timer);
    timer = undefined;
  };
}

const read = (): number => {
  // While nobody listens the clock stands still; the first reader after that must not see an old time.
  if (timer === undefined && Date.now() - now > TICK_MS) now = Date.now();
  return now;
};

/** Unix milliseconds, one tick a second, one timer for the whole page. */
export const useNow = (): number => useSyncExternalStore(subscribe, read, read);
