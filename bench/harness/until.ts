import { sleep } from "@outstation/kit/clock";

/**
 * Asks until the answer satisfies. An answer that cannot be had, because what gives it was just killed, is asked for again.
 * @returns milliseconds it took, or null when `withinMs` had passed.
 */
export async function timeUntil(
  ask: () => Promise<boolean>,
  { withinMs, everyMs = 100 }: { readonly withinMs: number; readonly everyMs?: number },
): Promise<number | null> {
  const begun = performance.now();
  for (;;) {
    const satisfied = await ask().catch(() => false);
    const took = performance.now() - begun;
    if (satisfied) return took;
    if (took > withinMs) return null;
    await sleep(everyMs);
  }
}
