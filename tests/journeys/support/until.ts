import { sleep } from "@outstation/kit/clock";

/** Asks until the answer satisfies, and returns it. @throws after `withinMs` with the last answer. */
export async function until<T>(
  ask: () => Promise<T> | T,
  satisfies: (answer: T) => boolean,
  { withinMs = 60_000, everyMs = 100 } = {},
): Promise<T> {
  const deadline = performance.now() + withinMs;
  for (;;) {
    const answer = await ask();
    if (satisfies(answer)) return answer;
    if (performance.now() > deadline) throw new Error(`not within ${withinMs} ms; last: ${JSON.stringify(answer)}`);
    await sleep(everyMs);
  }
}
