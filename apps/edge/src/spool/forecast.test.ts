import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { EdgePackage } from "@outstation/contracts/edge/package";
import { spoolForecast } from "@outstation/contracts/edge/spool-forecast";
import { manualClock } from "@outstation/kit/clock";
import { afterAll, expect, test } from "vitest";
import { createNormaliser } from "../normalise/normaliser";
import { createGatherer } from "./gatherer";
import { type NewMessage, openSpool } from "./spool";
import { seeded } from "./testing/seeded";

// Promise: the hours that a package's point list is said to fit into its spool are those that it fits, within a tenth.

const start = Date.UTC(2026, 10, 24, 12);
const folder = mkdtempSync(join(tmpdir(), "outstation-forecast-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const points = (count: number, more: object = {}) =>
  Array.from({ length: count }, (_, index) => ({
    ...{ name: `area-${index % 7}/temperature_${index}`, table: "holding", address: index * 2, type: "float32" },
    ...more,
  }));
const meter = (id: string, count: number, pollMs: number, more: object = {}) => ({
  ...{ id, driver: "modbus", device: `device-${id}`, host: "127.0.0.1", port: 502, unitId: 1, pollMs },
  points: points(count, more),
});
const packageOf = (batchMs: number, ...sources: object[]) =>
  EdgePackage.parse({
    ...{ version: 1, tenant: "acme", gateway: "gw-1", reporting: { batchMs, heartbeatMs: 60_000 } },
    sources,
  });

test.each([
  ["a few fast points", packageOf(1000, meter("a", 5, 1000)), 300],
  ["many in one message", packageOf(1000, meter("a", 400, 1000)), 60],
  ["large messages of a slow batch", packageOf(10_000, meter("a", 50, 1000)), 300],
  [
    "sources at different rates",
    packageOf(1000, meter("a", 40, 1000), meter("b", 20, 5000), meter("c", 3, 15_000)),
    600,
  ],
  [
    "points with priorities and a highest rate",
    packageOf(1000, meter("a", 10, 1000, { priority: "high" }), meter("b", 30, 1000, { minIntervalMs: 10_000 })),
    300,
  ],
  ["switches", packageOf(1000, meter("a", 20, 1000, { kind: "boolean" })), 300],
])("%s", { timeout: 60_000 }, (name, edgePackage, seconds) => {
  const { used, payload, numberBytes } = run(name, edgePackage, seconds);
  const forecast = spoolForecast(edgePackage, { numberBytes });
  const perHour = (used * 3600) / seconds;
  expect((payload * 3600) / seconds / forecast.payloadBytesPerHour).toBeGreaterThan(0.97);
  expect((payload * 3600) / seconds / forecast.payloadBytesPerHour).toBeLessThan(1.03);
  expect(perHour / forecast.diskBytesPerHour).toBeGreaterThan(0.9);
  expect(perHour / forecast.diskBytesPerHour).toBeLessThan(1.1);
});

/** At the design rate, each sample of each point another value. */
function run(name: string, edgePackage: EdgePackage, seconds: number) {
  const clock = manualClock(start);
  const spool = openSpool({ file: join(folder, `${name}.db`), clock });
  // Many ticks in one transaction: the same rows, and a hundredth of the waiting for the disk.
  const ticks: NewMessage[] = [];
  const gatherer = createGatherer({ append: (messages) => ticks.push(...messages) > 0 }, () => expect.fail("dropped"));
  const random = seeded(3);
  const { batchMs, heartbeatMs } = edgePackage.reporting;
  const lines = edgePackage.sources.map((source) => {
    const normaliser = createNormaliser({ points: source.points, heartbeatMs, clock, elapsed: clock });
    normaliser.sourceIs("connected");
    return { source, normaliser };
  });
  const empty = spool.status().spool.usedBytes;
  let [width, numbers] = [0, 0];
  for (let second = 1; second <= seconds; second++) {
    clock.advance(1000);
    for (const { source, normaliser } of lines) {
      const pollMs = "pollMs" in source ? source.pollMs : 1000;
      const raw = source.points.map(({ name: point, kind }) => ({
        ...{ point, sourceTime: null, status: { protocol: "modbus", fault: null } as const },
        value: kind === "boolean" ? second % 2 === 0 : Math.fround(20 + random() * 70),
      }));
      const readings = [...((second * 1000) % pollMs === 0 ? normaliser.accept(raw) : []), ...normaliser.heartbeat()];
      for (const { value } of readings)
        if (typeof value === "number") [width, numbers] = [width + String(value).length, numbers + 1];
      gatherer.add(source.device, readings, source.points[0]?.priority);
    }
    if ((second * 1000) % batchMs === 0) gatherer.flush();
  }
  for (let from = 0; from < ticks.length; from += 200) spool.append(ticks.slice(from, from + 200));
  const used = spool.status().spool.usedBytes - empty;
  const payload = spool.level().bytes;
  spool.close();
  return { used, payload, numberBytes: numbers === 0 ? 0 : width / numbers };
}
