import { MISDEEDS, type Misdeed, startFuzzingSlave } from "@outstation/local/hardware/modbus/fuzzing-slave";
import { afterEach, expect, test, vi } from "vitest";
import { createTcpFraming } from "./framing";
import { createLine, type Line, NoAnswer } from "./line";
import { openTcpPort } from "./port";

vi.setConfig({ testTimeout: 60_000 });

// Promise: whatever a slave sends, nothing but its answers is taken for a value, and the next question is asked all the same.

const WAITED_FOR: readonly Misdeed[] = ["silence", "half", "another's answer", "answer", "garbage"];
const AT_ONCE: readonly Misdeed[] = ["answer", "flipped bit", "much", "hang up", "answer"];
const VALUE = 0x2a2a;
const read = { table: "holding", address: 100, length: 4 } as const;
const ends: (() => unknown)[] = [];
afterEach(async () => {
  for (const end of ends.splice(0).reverse()) await end();
});

/** Repeatable draws: the same misdeeds in every run. */
function draws(seed: number) {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}

async function lineTo(next: () => Misdeed, random = draws(1)): Promise<{ line: Line; served: () => number }> {
  const slave = await startFuzzingSlave({ value: VALUE, next, random });
  const line = createLine({
    open: () => openTcpPort("127.0.0.1", slave.port),
    framing: createTcpFraming(),
    silenceMs: 0,
  });
  ends.push(slave.stop, line.close);
  return { line, served: slave.served };
}

test("150 answers of a bad slave: each read fails or has the value, and a good answer after a bad one arrives", async () => {
  const random = draws(20_261_124);
  const done: Misdeed[] = [];
  const { line, served } = await lineTo(() => {
    // Each once; then by chance, and those that are waited for in vain seldom.
    const drawn = (random() < 0.1 ? WAITED_FOR : AT_ONCE)[Math.floor(random() * 5)];
    const misdeed = MISDEEDS[done.length] ?? drawn ?? "answer";
    done.push(misdeed);
    return misdeed;
  }, random);
  let good = 0;
  for (let count = 0; count < 150; count++) {
    const before = done.length;
    const answer = await line.read(1, read, 120).catch((reason: unknown) => reason);
    const misdeed = done[before];
    // A machine that stands still for a moment may let a good answer come too late; it is then none, and not another.
    if (misdeed === "answer" && !(answer instanceof NoAnswer)) {
      expect(answer, `read ${count}`).toEqual({ values: [VALUE, VALUE, VALUE, VALUE] });
      good += 1;
    } else if (misdeed === "flipped bit" && !(answer instanceof Error)) {
      // A bit that turns the function code into its exception's is an exception to us; nothing becomes another value.
      expect(answer).toHaveProperty("exception");
    } else expect(answer, `read ${count}: ${misdeed}`).toBeInstanceOf(Error);
  }
  expect(new Set(done)).toEqual(new Set(MISDEEDS));
  expect(good).toBeGreaterThan(0);
  expect(served()).toBe(done.length);
});

test("one line asks one thing at a time, in the order of the asking, and goes on after a silence", async () => {
  const plan: Misdeed[] = ["answer", "silence", "answer"];
  const { line } = await lineTo(() => plan.shift() ?? "answer");
  const order: string[] = [];
  const ask = (name: string) =>
    line.read(1, read, 120).then(
      () => order.push(name),
      (reason: unknown) => order.push(`${name} ${reason instanceof NoAnswer}`),
    );
  await Promise.all([ask("a"), ask("b"), ask("c")]);
  expect(order).toEqual(["a", "b true", "c"]);
});
