import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { OpcUaSource } from "@outstation/contracts/edge/sources/opcua";
import { systemClock as clock } from "@outstation/kit/clock";
import { createLogger } from "@outstation/kit/logger";
import { good, type Machine, type Sample } from "@outstation/local/hardware/machines/machine";
import { createPackagingLine } from "@outstation/local/hardware/machines/packaging-line";
import { startOpcUaServer } from "@outstation/local/hardware/opcua/server";
import { writeSetpoint } from "@outstation/local/hardware/opcua/write-setpoint";
import { freePorts } from "@outstation/local/ports";
import { OPCUAClient, UserTokenType } from "node-opcua";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { demoFleet } from "../../../../../prisma/seed/demo-fleet";
import { record } from "../driver-recorder";
import { createOpcUaDriver } from "./driver";
import { openReadOnlySession } from "./read-only-session";

// Processes, sockets and key pairs take their time on a busy machine; nothing here waits for a time to pass.
vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 });

// Promise: a controller's variables arrive as they change, with their own time and status; what it cannot give is said of
// the point it concerns; and nothing can be written.

let folder: string;
let source: OpcUaSource;
const started: { stop(): Promise<void> }[] = [];

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), "outstation-opcua-"));
  const found = demoFleet(await freePorts())[0]?.edgePackage.sources.find(({ driver }) => driver === "opcua");
  if (found?.driver !== "opcua") throw new Error("the demo fleet has no packaging line");
  source = { ...found, samplingMs: 100 };
});
afterEach(async () => {
  await Promise.all(started.splice(0).map((one) => one.stop()));
  rmSync(folder, { recursive: true, force: true });
});

const hardware = () => join(folder, "opcua-acme");
const dataDir = () => join(folder, "edge");

/** The packaging line; two of its points show what the test says. */
function testLine() {
  const line = createPackagingLine(clock.now());
  const shown = { filler_speed: good(100) as Sample, labeller_camera_score: good(97) as Sample };
  const machine: Machine = {
    ...line,
    read: (point) => (point in shown ? shown[point as keyof typeof shown] : line.read(point)),
  };
  return { machine, shown };
}

async function controller(machine: Machine) {
  const server = await startOpcUaServer({
    source,
    machine,
    setpoint: "filler_speed_setpoint",
    folder: hardware(),
    clock,
  });
  started.push(server);
  return server;
}

function gateway(of = source) {
  const recorder = record(createOpcUaDriver(of, { dataDir: dataDir(), logger: createLogger("test", "silent") }));
  started.push(recorder);
  return recorder;
}

test("changes of value and of quality arrive with the controller's own time and status", async () => {
  const { machine, shown } = testLine();
  await controller(machine);
  const { until, latest, health } = gateway({ ...source, securityMode: "None" });
  await until(() => source.points.every(({ name }) => latest(name) !== undefined));
  expect(latest("filler_speed")).toMatchObject({ value: 100, status: { protocol: "opcua", code: 0 } });
  expect(latest("batch_id")?.value).toMatch(/^B\d{8}-\d\d$/);
  expect(latest("emergency_stop_clear")?.value).toBe(true);
  expect(health.at(-1)).toEqual({ state: "connected" });

  const changedAt = clock.now();
  shown.filler_speed = good(250.5);
  shown.labeller_camera_score = { value: 0, status: "bad" };
  await until(() => latest("filler_speed")?.value === 250.5 && latest("labeller_camera_score")?.value === 0);
  const { sourceTime } = latest("filler_speed") ?? {};
  expect(sourceTime).toBeGreaterThanOrEqual(changedAt);
  expect(sourceTime).toBeLessThanOrEqual(clock.now());
  // OPC 10000-4: BadSensorFailure
  expect(latest("labeller_camera_score")?.status).toEqual({ protocol: "opcua", code: 0x808c0000 });

  shown.labeller_camera_score = { value: 80, status: "uncertain" };
  await until(() => latest("labeller_camera_score")?.value === 80);
  // UncertainSensorNotAccurate
  expect(latest("labeller_camera_score")?.status).toEqual({ protocol: "opcua", code: 0x40930000 });
});

test("a point the controller does not have is bad with its status; the others arrive", async () => {
  await controller(testLine().machine);
  const points = [...source.points, { name: "missing", kind: "number" as const, nodeId: "ns=2;s=Line3.Missing" }];
  const { until, latest, health } = gateway({ ...source, securityMode: "None", points });
  await until(() => latest("missing") !== undefined && latest("filler_speed") !== undefined);
  // BadNodeIdUnknown
  expect(latest("missing")).toMatchObject({ value: null, status: { code: 0x80340000 } });
  await until(() => health.at(-1)?.state === "connected");
  expect(health.at(-1)?.detail).toBe(`1 of ${points.length} points refused, such as missing`);
});

test("a session of the gateway has no way to write", async () => {
  const server = await controller(testLine().machine);
  const client = OPCUAClient.create({ endpointMustExist: false });
  started.push({ stop: () => client.disconnect() });
  await client.connect(source.endpoint);
  const session = await openReadOnlySession(client, { type: UserTokenType.Anonymous });
  expect(Object.keys(session).sort()).toEqual([
    "browse",
    "close",
    "monitor",
    "namespaces",
    "onClosed",
    "onRestored",
    "read",
    "readAttributes",
    "readNamespaces",
  ]);
  await session.close();
  expect(server.changesAsked()).toBe(0);
  // What an operator's panel does is seen, so the gateway's would be.
  await writeSetpoint(source, "filler_speed_setpoint", 120);
  expect(server.changesAsked()).toBe(1);
});
