import { expect, test } from "vitest";
import { defaultHardwarePorts, demoFleet } from "../../../../../prisma/seed/demo-fleet";
import { createAirHandler } from "./air-handler";
import { createCanFiller } from "./can-filler";
import type { Machine, Sample } from "./machine";
import { createPackagingLine } from "./packaging-line";
import { createPowerMeter } from "./power-meter";

// Promise: the simulated machines show every point of the demo fleet, move as machines do, and answer to their setpoint.

const noon = Date.UTC(2026, 10, 24, 12);
const pointsOf = (device: string) =>
  demoFleet(defaultHardwarePorts)
    .flatMap(({ edgePackage }) => edgePackage.sources)
    .filter((source) => source.device === device)
    .flatMap(({ points }) => points.map(({ name, kind }) => ({ name, kind })));

/** Half an hour in steps of one second. */
function halfAnHour(machine: Machine, look: (read: (point: string) => Sample, second: number) => void) {
  for (let step = 1; step <= 1800; step++) {
    machine.advance(noon + step * 1000);
    look(machine.read, step);
  }
}

const line = () => createPackagingLine(noon);
const machines: [string, () => Machine][] = [
  ["packaging-line-3", line],
  ["ahu-1", () => createAirHandler(noon)],
  ["meter-main", () => createPowerMeter({ startedAt: noon, powerKw: line().powerKw, meanKw: 60 })],
  ["filler-1", () => createCanFiller(noon)],
  ["meter-hall-1", () => createPowerMeter({ startedAt: noon, powerKw: createCanFiller(noon).powerKw, meanKw: 22 })],
];

test.each(machines)("%s shows all its points in their kind, and its counters never go back", (device, make) => {
  const points = pointsOf(device);
  expect(points.length).toBeGreaterThan(9);
  const last = new Map<string, number>();
  halfAnHour(make(), (read) => {
    for (const { name, kind } of points) {
      const { value } = read(name);
      if (typeof value !== kind) throw new Error(`${name} shows ${value}`);
      if (typeof value !== "number") continue;
      if (!Number.isFinite(value)) throw new Error(`${name} shows ${value}`);
      if (name.endsWith("_total") && value < (last.get(name) ?? 0)) throw new Error(`${name} went back to ${value}`);
      last.set(name, value);
    }
  });
  for (const [name, value] of last) if (name.endsWith("_total")) expect(value).toBeGreaterThan(0);
});

test("the packaging line has at least 44 points", () => {
  expect(pointsOf("packaging-line-3").length).toBeGreaterThanOrEqual(44);
});

test("the label camera goes uncertain and bad every 90 s, for seconds", () => {
  const seconds = { good: 0, uncertain: 0, bad: 0 };
  halfAnHour(line(), (read) => {
    seconds[read("labeller_camera_score").status] += 1;
  });
  expect(seconds.uncertain).toBe((1800 / 90) * 5);
  expect(seconds.bad).toBe((1800 / 90) * 4);
});

test("a setpoint in range drives the speed within two seconds; others change nothing", () => {
  const machine = line();
  machine.advance(noon + 250);
  expect(machine.write("filler_speed_setpoint", 601)).toBe(false);
  expect(machine.write("filler_speed_setpoint", Number.NaN)).toBe(false);
  expect(machine.write("filler_speed", 10)).toBe(false);
  expect(machine.write("filler_speed_setpoint", 240)).toBe(true);
  expect(machine.read("filler_speed_setpoint").value).toBe(240);
  for (let step = 2; step <= 9; step++) machine.advance(noon + step * 250);
  expect(Math.abs(Number(machine.read("filler_speed").value) - 240)).toBeLessThan(15);
});

test("a jam at the case packer fills the accumulation, which empties again", () => {
  let fullest = 0;
  let last = 0;
  halfAnHour(line(), (read, second) => {
    last = Number(read("conveyor_accumulation").value);
    if (second > 60 && second < 80) fullest = Math.max(fullest, last);
  });
  expect(fullest).toBeGreaterThan(50);
  expect(last).toBeLessThan(fullest);
});
