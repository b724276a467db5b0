import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { OpcUaSource } from "@outstation/contracts/edge/sources/opcua";
import { systemClock as clock } from "@outstation/kit/clock";
import { createLogger } from "@outstation/kit/logger";
import { createPackagingLine } from "@outstation/local/hardware/machines/packaging-line";
import { type OpcUaServer, startOpcUaServer } from "@outstation/local/hardware/opcua/server";
import { freePorts } from "@outstation/local/ports";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { demoFleet } from "../../../../../prisma/seed/demo-fleet";
import type { FoundPoint } from "../driver";
import { record } from "../driver-recorder";
import { readPointList, writePointList } from "../point-list";
import { discoverOpcUa, opcUaPointsOf } from "./discover";
import { createOpcUaDriver } from "./driver";
import { ucumOf } from "./units";

// Processes, sockets and key pairs take their time on a busy machine; nothing here waits for a time to pass.
vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 });

// Promise: what a controller offers is found without knowing it, with names, kinds and units; goes out as a table; and the
// table that comes back is a source that reads.

const folder = mkdtempSync(join(tmpdir(), "outstation-opcua-discover-"));
const dataDir = join(folder, "edge");
let server: OpcUaServer;
let source: OpcUaSource;

beforeAll(async () => {
  const found = demoFleet(await freePorts())[0]?.edgePackage.sources.find(({ driver }) => driver === "opcua");
  if (found?.driver !== "opcua") throw new Error("the demo fleet has no packaging line");
  source = { ...found, securityMode: "None", samplingMs: 100 };
  server = await startOpcUaServer({
    source,
    machine: createPackagingLine(clock.now()),
    setpoint: "filler_speed_setpoint",
    folder,
    clock,
    // Browsing needs many requests and continuation points.
    operationLimits: { maxNodesPerBrowse: 3, maxNodesPerRead: 50 },
  });
});
afterAll(async () => {
  await server.stop();
  rmSync(folder, { recursive: true, force: true });
});

async function browse(): Promise<FoundPoint[]> {
  const points: FoundPoint[] = [];
  for await (const point of discoverOpcUa({ source, dataDir }, new AbortController().signal)) points.push(point);
  return points;
}

test("every variable is found with its kind and unit, goes out and in as a table, and can be read", async () => {
  const found = await browse();
  expect(found.map(({ name }) => name).sort()).toEqual(source.points.map(({ name }) => `Machine.${name}`).sort());
  for (const point of source.points) {
    const match = found.find(({ name }) => name === `Machine.${point.name}`);
    expect(match).toMatchObject({
      address: point.nodeId.replace(/^ns=2/, "nsu=urn:outstation:simulated/line-3"),
      kind: point.kind,
      description: point.description,
    });
    // The controller has no code for the others.
    if (["Cel", "bar", "%", "A", "mm/s", "mL", "N.m"].includes(point.unit ?? "")) expect(match?.unit).toBe(point.unit);
  }
  expect(server.changesAsked()).toBe(0);

  const { points, problems } = readPointList(writePointList(found));
  expect(problems).toEqual([]);
  const discovered = OpcUaSource.parse({ ...source, points: opcUaPointsOf(points) });
  const recorder = record(createOpcUaDriver(discovered, { dataDir, logger: createLogger("test", "silent") }));
  await recorder.until(() => discovered.points.every(({ name }) => recorder.latest(name) !== undefined));
  expect(recorder.readings.filter(({ value }) => value === null)).toEqual([]);
  await recorder.stop();
});

test("a server that cannot be reached is said, not waited for", async () => {
  const nowhere = { ...source, endpoint: "opc.tcp://127.0.0.1:1/x" };
  const points = discoverOpcUa({ source: nowhere, dataDir }, new AbortController().signal);
  await expect(points[Symbol.asyncIterator]().next()).rejects.toThrow(/ECONNREFUSED|connect/i);
});

test("a unit of OPC UA is UCUM where we know it", () => {
  // OPC 10000-8, 5.6.4.3: CEL is 4408652.
  expect(ucumOf(4_408_652)).toBe("Cel");
  expect(ucumOf(-1)).toBeUndefined();
  expect(ucumOf(0x585858)).toBeUndefined();
});
