import { createSocket } from "node:dgram";
import type { BacnetSource } from "@outstation/contracts/edge/sources/bacnet";
import { systemClock as clock } from "@outstation/kit/clock";
import { startBacnetDevice } from "@outstation/local/hardware/bacnet/device";
import { createAirHandler } from "@outstation/local/hardware/machines/air-handler";
import { good, type Sample } from "@outstation/local/hardware/machines/machine";
import { freePorts } from "@outstation/local/ports";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { demoFleet } from "../../../../../prisma/seed/demo-fleet";
import { record } from "../driver-recorder";
import { createBacnetDriver } from "./driver";

// Processes, sockets and key pairs take their time on a busy machine; nothing here waits for a time to pass.
vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 });

// Promise: an air handler's objects become values with their flags, and malformed datagrams end nothing.

const started: { stop(): Promise<void> }[] = [];
const dropped: unknown[] = [];
let source: BacnetSource;

beforeEach(async () => {
  const found = demoFleet(await freePorts())
    .flatMap(({ edgePackage }) => edgePackage.sources)
    .find(({ driver }) => driver === "bacnet");
  if (found?.driver !== "bacnet") throw new Error("the demo fleet has no air handler");
  source = { ...found, pollMs: 500, timeoutMs: 300 };
});
afterEach(async () => {
  await Promise.all(started.splice(0).map((one) => one.stop()));
  dropped.length = 0;
});

/** A device whose CO2 sensor shows what the test says, all else from the model. */
async function airHandler(co2: () => Sample = () => good(600)) {
  const model = createAirHandler(clock.now());
  const machine = { ...model, read: (point: string) => (point === "return_air_co2" ? co2() : model.read(point)) };
  const onDropped = (reason: unknown) => dropped.push(reason);
  const options = { source, machine, deviceInstance: 1001, deviceName: "ahu-1", clock, onDropped };
  const device = await startBacnetDevice(options);
  started.push(device);
  return { machine };
}
function gateway(of = source) {
  const recorder = record(createBacnetDriver(of));
  started.push(recorder);
  return recorder;
}

test("every object arrives with the value the device shows", async () => {
  const { machine } = await airHandler();
  const { until, latest, health } = gateway();
  await until(() => source.points.every(({ name }) => latest(name) !== undefined));
  for (const { name, kind } of source.points) {
    const { value, status } = latest(name) ?? {};
    const shown = machine.read(name).value;
    if (kind === "boolean") expect(value).toBe(Number(shown));
    else expect(value).toBeCloseTo(Number(shown), 0);
    expect(status).toMatchObject({ error: null, reliability: 0, flags: { fault: false } });
  }
  expect(health.map(({ state }) => state)).toEqual(["connecting", "connected"]);
});

test("a sensor's fault flag and reliability arrive with its value, and go again", async () => {
  let sample: Sample = { value: 700, status: "bad" };
  await airHandler(() => sample);
  const { until, latest } = gateway();
  const faulty = () => {
    const status = latest("return_air_co2")?.status;
    return status?.protocol === "bacnet" && status.flags.fault && status.reliability !== 0;
  };
  await until(faulty);
  expect(latest("return_air_co2")?.value).toBe(700);
  sample = good(701);
  await until(() => !faulty());
  expect(latest("return_air_co2")?.value).toBe(701);
});

test("an object the device does not have is bad by the device's error; the others are good", async () => {
  await airHandler();
  const { until, latest } = gateway({
    ...source,
    points: [...source.points, { name: "missing", kind: "number", object: "analog-input:99" }],
  });
  await until(() => latest("missing") !== undefined);
  expect(latest("missing")).toMatchObject({ value: null, status: { error: "error class 1 code 31" } });
  expect(latest("supply_air_temperature")?.status).toMatchObject({ error: null });
});

test("malformed datagrams end neither the device nor the gateway", async () => {
  await airHandler();
  const [host, port] = source.address.split(":");
  const attacker = createSocket("udp4");
  // Who-Is, I-Am, ReadProperty and ReadPropertyMultiple, each with every byte in turn made senseless, and cut at every length.
  const whole = [
    "810a000c0120ffff00ff1008",
    "810a001401001000c4020003e92205c491032104",
    "810a001101040005010c0c000000011955",
    "810a001901040005010e0c000000011e0955096f09671f",
  ].map((hex) => Buffer.from(hex, "hex"));
  const fuzz = whole.flatMap((packet) =>
    [...packet.keys()].flatMap((index) => {
      const cut = Buffer.from(packet.subarray(0, index));
      // The length field right, so that what is behind it is looked at.
      if (cut.length >= 4) cut.writeUInt16BE(cut.length, 2);
      return [cut, ...[0x00, 0x50, 0xff].map((byte) => Buffer.from(packet).fill(byte, index, index + 1))];
    }),
  );
  for (const datagram of fuzz)
    await new Promise((resolve) => attacker.send(datagram, Number(port), host, () => resolve(undefined)));
  attacker.close();
  const { until, state } = gateway();
  await until(() => state() === "connected");
  expect(dropped.length).toBeGreaterThan(0);
});
