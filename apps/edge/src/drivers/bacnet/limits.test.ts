import { createBacnetController } from "@outstation/local/hardware/bacnet/controller";
import { afterEach, expect, test, vi } from "vitest";
import { record } from "../driver-recorder";
import { createBacnetDriver } from "./driver";

vi.setConfig({ testTimeout: 60_000 });

// Promise: what a controller cannot do is found out once, and every point is read all the same.

const started: { stop(): Promise<void> }[] = [];
afterEach(async () => {
  await Promise.all(started.splice(0).map((one) => one.stop()));
});
const [READ_PROPERTY, READ_PROPERTY_MULTIPLE] = [12, 14];

test.each([
  ["rejects ReadPropertyMultiple", { singleReads: true }],
  ["aborts answers over 128 octets", { maxApdu: 128 }],
  ["drops answers over 128 octets without a word", { silentAbove: 128 }],
  ["takes the smallest APDU of the standard", { maxApdu: 50 }],
])("a controller that %s", async (_, limits) => {
  const controller = createBacnetController({
    points: 20,
    limits,
    source: { pollMs: 500, timeoutMs: 100, requestsPerSecond: 2000 },
  });
  await controller.start();
  const recorder = record(createBacnetDriver(controller.source()));
  started.push(recorder, controller);
  const { points } = controller.source();
  await recorder.until(() => points.every(({ name }) => recorder.latest(name) !== undefined));
  for (const [at, { name }] of points.entries())
    expect(recorder.latest(name), name).toMatchObject({ value: at, status: { error: null, reliability: 0 } });
  // What follows costs the requests that it needs, without asking again for what was refused.
  const before = controller.device().counts().requests;
  const from = recorder.readings.length;
  await recorder.until(() =>
    points.every(({ name }) => recorder.readings.slice(from).some(({ point }) => point === name)),
  );
  const after = controller.device().counts().requests;
  const more = (service: number) => (after[service] ?? 0) - (before[service] ?? 0);
  if ("singleReads" in limits) expect(more(READ_PROPERTY_MULTIPLE)).toBe(0);
  else if (!("maxApdu" in limits && limits.maxApdu === 50)) expect(more(READ_PROPERTY)).toBe(0);
});
