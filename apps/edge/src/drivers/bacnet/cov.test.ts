import { createBacnetController } from "@outstation/local/hardware/bacnet/controller";
import { afterEach, expect, test, vi } from "vitest";
import { record } from "../driver-recorder";
import { createBacnetDriver } from "./driver";

vi.setConfig({ testTimeout: 60_000 });

// Promise: a subscribed point is told by its device, for ever: over renewals, restarts and silence, and without polling.

const started: { stop(): Promise<void> }[] = [];
afterEach(async () => {
  await Promise.all(started.splice(0).map((one) => one.stop()));
});

type Options = Parameters<typeof createBacnetController>[0];
/** Ten points, subscribed for 4 s; nothing but a notification tells of a change sooner than a poll each minute. */
async function subscribed(options: Partial<Options> = {}) {
  const source = { cov: "unconfirmed" as const, covLifetimeS: 4, pollMs: 60_000, ...options.source };
  const controller = createBacnetController({ points: 10, ...options, source });
  await controller.start();
  const recorder = record(createBacnetDriver(controller.source()));
  started.push(recorder, controller);
  const show = (point: string, value: number) => {
    controller.shown[point] = { value, status: "good" };
  };
  const shows = (point: string, value: number) => recorder.until(() => recorder.latest(point)?.value === value);
  const held = (count: number) =>
    vi.waitFor(() => expect(controller.device().counts().held).toBe(count), { timeout: 20_000, interval: 20 });
  return { controller, recorder, show, shows, held };
}
const asked = (controller: ReturnType<typeof createBacnetController>, service: number) =>
  controller.device().counts().requests[service] ?? 0;
const SUBSCRIBE_COV = 5;

test.each(["unconfirmed", "confirmed"] as const)(
  "a change arrives by %s notification; the subscription is renewed, and always ends",
  async (cov) => {
    const { controller, show, shows, held } = await subscribed({ source: { cov } });
    await held(10);
    show("p3", 1234);
    await shows("p3", 1234);
    // More than all of them once: at half of their life they are asked for again, and none is held twice.
    await vi.waitFor(() => expect(asked(controller, SUBSCRIBE_COV)).toBeGreaterThanOrEqual(20), { timeout: 20_000 });
    expect(controller.device().counts().held).toBe(10);
    expect(controller.device().lifetimes()).toEqual(Array(10).fill(4));
    show("p4", 4321);
    await shows("p4", 4321);
    const { notifications, unacknowledged } = controller.device().counts();
    expect(notifications).toBeGreaterThanOrEqual(12);
    // Each confirmed notification gets its SimpleACK; nobody waits for one otherwise.
    await vi.waitFor(() => expect(controller.device().counts().unacknowledged).toBe(0), { timeout: 5_000 });
    if (cov === "unconfirmed") expect(unacknowledged).toBe(0);
  },
);

test("a device that says I-Am after a restart is subscribed anew", async () => {
  const { controller, show, shows, held } = await subscribed({ source: { covLifetimeS: 400 } });
  await held(10);
  // The lifetime is long enough that neither a renewal nor a safety poll can be what helps.
  controller.device().restart({ announce: true });
  expect(controller.device().counts().held).toBe(0);
  show("p1", 77);
  await shows("p1", 77);
  await held(10);
});

test("a device that was away and forgot its subscriptions is failed, then subscribed anew", async () => {
  const { controller, recorder, show, shows, held } = await subscribed();
  await held(10);
  controller.device().silence(true);
  controller.device().restart({ announce: false });
  show("p2", 55);
  await recorder.until(() => recorder.state() === "failed");
  controller.device().silence(false);
  await recorder.until(() => recorder.state() === "connected");
  await shows("p2", 55);
  await held(10);
  show("p2", 56);
  await shows("p2", 56);
});

test("points that the device has no room for are polled, and it says so", async () => {
  const { recorder, show, shows, held } = await subscribed({
    limits: { subscriptionsMax: 4 },
    source: { pollMs: 500 },
  });
  await held(4);
  show("p1", 11);
  show("p10", 12);
  await Promise.all([shows("p1", 11), shows("p10", 12)]);
  await recorder.until(
    () => recorder.health.at(-1)?.detail === "6 points are polled: the device takes no subscription",
  );
  expect(recorder.state()).toBe("connected");
});

test("a notification's fault flag brings the reliability behind it", async () => {
  const { controller, recorder, held } = await subscribed({ source: { covLifetimeS: 400 } });
  await held(10);
  controller.shown.p5 = { value: 4, status: "bad" };
  await recorder.until(() => {
    const status = recorder.latest("p5")?.status;
    return status?.protocol === "bacnet" && status.flags.fault && status.reliability === 8;
  });
  controller.shown.p5 = { value: 4, status: "good" };
  await recorder.until(() => {
    const status = recorder.latest("p5")?.status;
    return status?.protocol === "bacnet" && !status.flags.fault && status.reliability === 0;
  });
});
