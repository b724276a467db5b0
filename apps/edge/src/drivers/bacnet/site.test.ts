import { systemClock as clock } from "@outstation/kit/clock";
import { startBbmd } from "@outstation/local/hardware/bacnet/bbmd";
import { createBacnetController } from "@outstation/local/hardware/bacnet/controller";
import { freePorts } from "@outstation/local/ports";
import { afterEach, expect, test, vi } from "vitest";
import type { FoundPoint } from "../driver";
import { record } from "../driver-recorder";
import { discoverBacnet } from "./discover";
import { createBacnetDriver } from "./driver";

vi.setConfig({ testTimeout: 60_000 });

// Promise: a site's devices are found with their points, also in another subnet, and hundreds of them share one socket within its budget.

const started: { stop(): Promise<void> }[] = [];
afterEach(async () => {
  await Promise.all(started.splice(0).map((one) => one.stop()));
});
async function controller(options: Parameters<typeof createBacnetController>[0]) {
  const made = createBacnetController(options);
  await made.start();
  started.push(made);
  return made;
}
async function found(target: Parameters<typeof discoverBacnet>[0]): Promise<FoundPoint[]> {
  const points: FoundPoint[] = [];
  for await (const point of discoverBacnet(target, new AbortController().signal)) points.push(point);
  return points;
}

test("devices are found by Who-Is, with their objects' names, descriptions and units, also where no list fits an answer", async () => {
  const able = await controller({ points: 3, instance: 7 });
  // 40 objects take 200 octets: this one gives its list line by line only.
  const small = await controller({ points: 40, instance: 8, limits: { maxApdu: 128 } });
  const elsewhere = await controller({ points: 2, instance: 99 });
  const addresses = [able, small, elsewhere].map((one) => one.source().address);
  const points = await found({ addresses, range: { low: 1, high: 50 }, listenMs: 500, requestsPerSecond: 2000 });
  const [one, other] = [`${addresses[0]} device 7`, `${addresses[1]} device 8`];
  expect(points.map(({ device }) => device)).toEqual([...Array(3).fill(one), ...Array(40).fill(other)]);
  expect(points[0]).toEqual({
    address: "analog-input:1",
    name: "p1",
    description: "point 1",
    kind: "number",
    unit: "Cel",
    device: one,
  });
  expect(points.at(-1)).toMatchObject({ address: "analog-input:40", name: "p40", unit: "Cel" });
});

test("through a BBMD: registered as a foreign device and again, found behind it, and told of a restart behind it", async () => {
  const { acmeBacnet: port } = await freePorts();
  const address = `127.0.0.1:${port}`;
  const behind = await controller({ points: 2, instance: 21, bbmd: address });
  const bbmd = await startBbmd({ port, members: [behind.source().address], clock });
  started.push(bbmd);
  const points = await found({ bbmd: { address, ttlS: 60 }, listenMs: 500 });
  expect(points.map(({ name }) => name)).toEqual(["p1", "p2"]);

  const source = { ...behind.source(), bbmd: { address, ttlS: 1 }, cov: "unconfirmed", covLifetimeS: 400 } as const;
  const recorder = record(createBacnetDriver(source));
  started.push(recorder);
  const held = () => vi.waitFor(() => expect(behind.device().counts().held).toBe(2), { timeout: 20_000, interval: 20 });
  await held();
  const before = bbmd.registrations();
  await vi.waitFor(() => expect(bbmd.registrations()).toBeGreaterThan(before), { timeout: 20_000 });
  behind.device().restart({ announce: true });
  await held();
  expect(recorder.state()).toBe("connected");
  // A BBMD that lost its table has the gateway again after its next registration.
  bbmd.forget();
  await vi.waitFor(() => expect(bbmd.registered()).toHaveLength(1), { timeout: 20_000 });
});

test("a BBMD that is not there does not keep a device from being read, and is named", async () => {
  const { acmeBacnet: port } = await freePorts();
  const behind = await controller({ points: 2 });
  const source = { ...behind.source(), bbmd: { address: `127.0.0.1:${port}`, ttlS: 30 } };
  const recorder = record(createBacnetDriver(source));
  started.push(recorder);
  await recorder.until(() => recorder.latest("p2")?.value === 1);
  await recorder.until(() => recorder.health.at(-1)?.detail === `BBMD 127.0.0.1:${port} does not answer`);
  expect(recorder.state()).toBe("connected");
});

test("3,000 points of 200 devices over one socket, within its budget, and three silent devices hold up none", async () => {
  const perSecond = 500;
  const devices = await Promise.all(
    Array.from({ length: 200 }, (_, at) =>
      controller({
        points: 15,
        instance: at + 1,
        source: { pollMs: 60_000, requestsPerSecond: perSecond, timeoutMs: 5000 },
      }),
    ),
  );
  for (const silent of devices.slice(0, 3)) silent.device().silence(true);
  const startedAt = performance.now();
  const recorders = devices.map((one) => record(createBacnetDriver(one.source())));
  started.push(...recorders);
  await Promise.all(
    recorders
      .slice(3)
      .map((recorder) => recorder.until(() => new Set(recorder.readings.map(({ point }) => point)).size === 15)),
  );
  const elapsedS = (performance.now() - startedAt) / 1000;
  const requests = devices.reduce(
    (sum, one) => sum + Object.values(one.device().counts().requests).reduce((all, some) => all + some, 0),
    0,
  );
  // One of a single point and one of all; what goes at once after a pause is a tenth of a second's.
  expect(requests).toBeGreaterThanOrEqual(197 * 2);
  expect(requests).toBeLessThanOrEqual(elapsedS * perSecond + perSecond / 10 + 1);
  for (const recorder of recorders.slice(0, 3)) expect(recorder.readings).toEqual([]);
  console.info(
    `3,000 points of 200 devices: ${requests} requests in ${elapsedS.toFixed(2)} s at ${perSecond}/s at most`,
  );
});
