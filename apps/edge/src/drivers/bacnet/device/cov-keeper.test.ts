import type { BacnetSource } from "@outstation/contracts/edge/sources/bacnet";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import type { BacnetPort } from "../bacnet-port";
import { PROPERTY } from "../property";
import type { PropertyOutcome } from "../wire/answers";
import { createCovKeeper } from "./cov-keeper";
import { createPointStates, type ReadablePoint, referencesOf } from "./point-states";
import { createPropertyReader } from "./property-reader";

// Promise: a device that forgot its subscriptions without a word is found out between two renewals, by a change that it did not tell.

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

const point: ReadablePoint = { name: "p", object: { type: 0, instance: 1 } };
const peer = { address: "10.0.0.1:47808" };
const patience = { timeoutMs: 1000, tries: 3 };
const LIFETIME_MS = 600_000;

/** A device that shows what the test says, reached through a port that counts subscriptions. */
function keeper() {
  const shown = { value: 20, increment: 0.5 };
  const subscribed: number[] = [];
  const outcome = (property: number): PropertyOutcome["outcome"] => {
    if (property === PROPERTY.presentValue) return { values: [{ kind: "real", value: shown.value }] };
    if (property === PROPERTY.covIncrement) return { values: [{ kind: "real", value: shown.increment }] };
    return { error: "error class 2 code 32" };
  };
  const answer = (reference: { object: PropertyOutcome["object"]; property: number }) => ({
    object: reference.object,
    property: reference.property,
    index: undefined,
    outcome: outcome(reference.property),
  });
  const port: Pick<BacnetPort, "readProperty" | "readPropertyMultiple" | "subscribeCov"> = {
    readProperty: async (_, reference) => answer(reference),
    readPropertyMultiple: async (_, references) => references.map(answer),
    subscribeCov: async () => void subscribed.push(performance.now()),
  };
  const states = createPointStates();
  const reader = createPropertyReader(port as BacnetPort, peer, patience);
  const source = { cov: "unconfirmed" } as BacnetSource;
  const options = { source, port: port as BacnetPort, peer, patience, reader, states, points: [point] };
  const cov = createCovKeeper({ ...options, lifetimeMs: LIFETIME_MS });
  const tells = (value: number) => {
    const values = [{ kind: "real", value } as const];
    const properties = [{ object: point.object, property: 85, index: undefined, outcome: { values } }];
    states.fromNotification(point, { processId: 1, object: point.object, timeRemainingS: 500, properties });
    cov.told(point.name, LIFETIME_MS - (performance.now() - (subscribed[0] ?? 0)));
  };
  const keep = () => cov.keep(async (points) => void states.fromPoll(points, await reader.read(referencesOf(points))));
  /** Moves on to the next thing that is due, and does it. */
  const next = async () => {
    vi.advanceTimersByTime(Math.max(0, cov.nextAt() - performance.now()));
    await keep();
  };
  return { cov, shown, subscribed, tells, keep, next };
}

async function begun() {
  const made = keeper();
  await made.cov.begin();
  await made.keep();
  made.tells(20);
  expect(made.subscribed).toHaveLength(1);
  return made;
}

test("a change beyond the increment that was polled and never told: subscribed anew, before any renewal", async () => {
  const { shown, subscribed, next } = await begun();
  shown.value = 21;
  await next();
  await next();
  expect(subscribed).toHaveLength(2);
  expect((subscribed[1] ?? 0) - (subscribed[0] ?? 0)).toBeLessThan(LIFETIME_MS / 2);
});

test("a change that is told after the poll, or is within the increment, is none", async () => {
  const { shown, subscribed, tells, next } = await begun();
  shown.value = 21;
  await next();
  tells(21);
  shown.value = 21.4;
  await next();
  // The only subscription after the first is the renewal at half of its life.
  await next();
  for (const [at, when] of subscribed.entries()) expect(when - (subscribed[0] ?? 0)).toBe(at * (LIFETIME_MS / 2));
});

test("what is subscribed is polled once per half lifetime, and not otherwise", async () => {
  const { cov } = await begun();
  expect(cov.untold([point])).toEqual([]);
  vi.advanceTimersByTime(LIFETIME_MS);
  expect(cov.untold([point])).toEqual([point]);
});
