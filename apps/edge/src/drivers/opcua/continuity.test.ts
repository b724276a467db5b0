import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { OpcUaSource } from "@outstation/contracts/edge/sources/opcua";
import { createLogger } from "@outstation/kit/logger";
import { createController } from "@outstation/local/hardware/opcua/controller";
import { openCuttableLink } from "@outstation/local/hardware/opcua/cuttable-link";
import { freePorts } from "@outstation/local/ports";
import { afterAll, afterEach, beforeAll, expect, test, vi } from "vitest";
import { record } from "../driver-recorder";
import { createOpcUaDriver } from "./driver";

// Processes, sockets and key pairs take their time on a busy machine; nothing here waits for a time to pass.
vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 });

// Promise: an outage that the server's queues can bridge loses no value, whether the session or only the subscription
// survived it; and a server that restarts is read again, by the names of its namespaces and not by their numbers.

const folder = mkdtempSync(join(tmpdir(), "outstation-opcua-continuity-"));
const dataDir = join(folder, "edge");
let controller: ReturnType<typeof createController>;
let link: Awaited<ReturnType<typeof openCuttableLink>>;
const started: { stop(): Promise<void> }[] = [];

beforeAll(async () => {
  const { acmeOpcUa: port } = await freePorts();
  controller = createController({ name: "line", folder, port, points: 2, samplingMs: 100, samplingsPerCount: 3 });
  link = await openCuttableLink(port);
});
afterEach(async () => {
  await Promise.all(started.splice(0).map((one) => one.stop()));
  await controller.stop();
});
afterAll(async () => {
  await link.close();
  rmSync(folder, { recursive: true, force: true });
});

function gateway(change: Partial<OpcUaSource> = {}) {
  const source = { ...controller.source, ...change };
  const options = { dataDir, logger: createLogger("test", "silent"), askAgainMs: 100 };
  const recorder = record(createOpcUaDriver(source, options));
  started.push(recorder);
  const counts = (point: string) =>
    recorder.readings.filter((reading) => reading.point === point).map(({ value }) => Number(value));
  return { ...recorder, counts, highest: () => Math.max(0, ...counts("p0")) };
}

const throughTheLink = () => ({ endpoint: controller.source.endpoint.replace(/:\d+/, `:${link.port}`) });

/** The counts of a point without a gap, from the first one that was seen. */
const unbroken = (counts: readonly number[]) =>
  Array.from({ length: Math.max(...counts) - Math.min(...counts) + 1 }, (_, n) => Math.min(...counts) + n);
const distinct = (counts: readonly number[]) => [...new Set(counts)].sort((a, b) => a - b);

test.each([
  { survived: "the session", meanwhile: async () => {}, transfers: 0 },
  { survived: "only the subscription", meanwhile: () => controller.server().expireSessions(), transfers: 1 },
])("an outage that $survived survived loses no value", async ({ meanwhile, transfers }) => {
  await controller.start();
  const running = gateway(throughTheLink());
  await controller.meet(dataDir);
  await running.until(() => running.state() === "connected" && running.counts("p1").length > 3);
  link.cut();
  await running.until(() => running.state() !== "connected");
  await meanwhile();
  const lastBefore = running.highest();
  const saidBefore = running.health.length;
  // As many samplings as the outage lasts, by what the machine itself counts.
  const watching = record(createOpcUaDriver(controller.source, { dataDir, logger: createLogger("test", "silent") }));
  started.push(watching);
  await watching.until(() => Number(watching.latest("p0")?.value) > lastBefore + 5);
  link.mend();
  await running.until(() => running.state() === "connected" && running.highest() > lastBefore + 8);
  for (const point of ["p0", "p1"]) expect(distinct(running.counts(point))).toEqual(unbroken(running.counts(point)));
  expect(running.health.slice(saidBefore).some(({ state }) => state === "failed")).toBe(false);
  expect(controller.server().asked("TransferSubscriptions")).toBe(transfers);
  expect(controller.server().asked("Republish")).toBeGreaterThan(0);
  // One of the gateway and one of the watcher: nothing was subscribed to anew.
  expect(controller.server().asked("CreateSubscription")).toBe(2);
  expect(controller.changesAsked()).toBe(0);
});

test("a server that restarts with other namespace numbers is read by its namespace's name, each time", async () => {
  const stranger = ["urn:somebody:else"];
  const running = gateway();
  await controller.start();
  await controller.meet(dataDir);
  await running.until(() => running.state() === "connected" && running.latest("p0") !== undefined);
  for (const namespacesBefore of [stranger, []]) {
    await controller.stop();
    await running.until(() => running.state() !== "connected");
    const from = running.readings.length;
    await controller.start({ namespacesBefore });
    const back = () => running.readings.slice(from).filter(({ value }) => value !== null);
    await running.until(
      () => running.state() === "connected" && ["p0", "p1"].every((name) => back().some(({ point }) => point === name)),
    );
    expect(running.health.at(-1)).toEqual({ state: "connected" });
  }
  expect(running.readings.filter(({ value }) => value === null)).toEqual([]);
});

test("a value of another node never comes under a point's name after the numbers changed", async () => {
  // The same identifier in the namespace that takes the old number: only its URI tells the two apart.
  const running = gateway();
  await controller.start();
  await running.until(() => running.state() === "connected" && running.latest("p0") !== undefined);
  await controller.stop();
  await running.until(() => running.state() !== "connected");
  const impostor = createController({
    name: "line",
    folder,
    port: Number(new URL(controller.source.endpoint).port),
    points: 2,
    samplingMs: 100,
    namespaceUri: "urn:impostor",
  });
  started.push({ stop: impostor.stop });
  const from = running.readings.length;
  await impostor.start();
  await running.until(() => running.health.at(-1)?.detail?.includes("2 of 2 points refused") === true);
  // BadNodeIdUnknown
  expect(running.readings.slice(from)).toMatchObject(
    ["p0", "p1"].map((point) => ({ point, value: null, status: { code: 0x80340000 } })),
  );
});

test("a server with small limits is asked in small requests; one without a deadband is said to have none", async () => {
  await controller.start({
    operationLimits: { maxNodesPerRead: 1, maxNodesPerBrowse: 1, maxMonitoredItemsPerCall: 1 },
  });
  const [p0, p1] = controller.source.points;
  if (p0 === undefined || p1 === undefined) throw new Error("the controller has two points");
  const running = gateway({
    points: [
      { ...p0, serverDeadband: { percent: 1 } },
      { ...p1, serverDeadband: { absolute: 5 } },
      // A string has no deadband: the server says so, and gives it all the same.
      { name: "product", kind: "string", nodeId: "i=2261", serverDeadband: { absolute: 1 } },
    ],
  });
  await running.until(() => running.state() === "connected" && running.counts("p1").length > 2);
  expect(running.health.at(-1)?.detail).toBe("the server has no deadband for 1 of 3 points, such as product");
  expect(running.latest("product")?.value).toEqual(expect.any(String));
  const steps = running.counts("p1").map((count, at, all) => count - (all[at - 1] ?? count));
  // More than 5 apart (OPC 10000-4, 7.22.2), while the machine counts by one.
  for (const step of steps.slice(1)) expect(step).toBeGreaterThan(5);
  // 1 % of 0 … 1000.
  await running.until(() => running.counts("p0").length > 1);
  const [first = 0, second = 0] = running.counts("p0");
  expect(second - first).toBeGreaterThan(10);
});

test("a point that the server gets later is read from then on, beside the others", async () => {
  await controller.start();
  const late = { name: "late", kind: "number" as const, nodeId: "nsu=urn:outstation:simulated/line;s=Machine.Late" };
  const running = gateway({ points: [...controller.source.points, late] });
  await running.until(() => running.health.at(-1)?.detail === "1 of 3 points refused, such as late");
  const said = running.health.length;
  controller.server().addPoint(late);
  await running.until(() => Number(running.latest("late")?.value) > 0);
  await running.until(() => running.health.at(-1)?.detail === undefined);
  expect(running.health.slice(said)).toEqual([{ state: "connected" }]);
});
