import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { OpcUaSource } from "@outstation/contracts/edge/sources/opcua";
import { systemClock as clock } from "@outstation/kit/clock";
import { createPackagingLine } from "@outstation/local/hardware/machines/packaging-line";
import { startOpcUaServer } from "@outstation/local/hardware/opcua/server";
import { freePorts } from "@outstation/local/ports";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { demoFleet } from "../../../../../prisma/seed/demo-fleet";
import { pointWriters } from "../../outputs/registry";
import { pointWriters as readOnlyWriters } from "../../outputs/registry.read-only";

vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 });

// Promise: a point that a command may write has the value afterwards, by the controller's own word; what the controller refuses is
// said; and the read-only build has nothing to write with.

const SETPOINT = "filler_speed_setpoint";
const folder = mkdtempSync(join(tmpdir(), "outstation-opcua-write-"));
let source: OpcUaSource;
let server: Awaited<ReturnType<typeof startOpcUaServer>>;

beforeAll(async () => {
  const found = demoFleet(await freePorts())[0]?.edgePackage.sources.find(({ driver }) => driver === "opcua");
  if (found?.driver !== "opcua") throw new Error("the demo fleet has no packaging line");
  source = { ...found, securityMode: "None" };
  const machine = createPackagingLine(clock.now());
  server = await startOpcUaServer({ source, machine, setpoint: SETPOINT, folder: join(folder, "controller"), clock });
});
afterAll(async () => {
  await server?.stop();
  rmSync(folder, { recursive: true, force: true });
});

const write = (point: string, value: number | boolean | string, of = source) => {
  const writePoint = pointWriters.opcua;
  if (writePoint === undefined) throw new Error("this build writes nothing");
  return writePoint(of, { point, value, dataDir: join(folder, "edge") });
};

test("a controller that is not trusted is written nothing, and it is said how to trust it", async () => {
  const secured = { ...source, securityMode: "SignAndEncrypt" as const };
  await expect(write(SETPOINT, 131, secured)).rejects.toThrow(/not trusted .* opcua\/trusted\//);
});

test("a setpoint is written in the controller's own type and read back: what the controller made of it counts", async () => {
  expect(await write(SETPOINT, 131)).toBe(131);
  // It takes whole bottles a minute.
  expect(await write(SETPOINT, 96.5)).toBe(97);
});

test("what is read-only, of another type, or not there is refused in words", async () => {
  const other = source.points.find(({ name, kind }) => name !== SETPOINT && kind === "number")?.name ?? "";
  await expect(write(other, 1)).rejects.toThrow(/refused the value: Bad/);
  await expect(write(SETPOINT, "fast")).rejects.toThrow(/which a string is not/);
  await expect(write("ghost", 1)).rejects.toThrow(/no point "ghost"/);
});

test("the read-only build's registry has no writer", () => expect(readOnlyWriters).toEqual({}));
