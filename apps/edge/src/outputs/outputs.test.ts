import { once } from "node:events";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { type AddressInfo, createServer, type Server } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { EdgeAlarms } from "@outstation/contracts/edge/alarms";
import { createLogger } from "@outstation/kit/logger";
import { ServerTCP } from "modbus-serial";
import { afterEach, beforeEach, expect, test } from "vitest";
import { openGpioOutput } from "./gpio";
import { openModbusCoil } from "./modbus-coil";
import type { OutputRegistry } from "./output";
import { type OutputStatus, startOutputs } from "./outputs";
import { outputRegistry } from "./registry";
import { outputRegistry as readOnly } from "./registry.read-only";

// Promise: an output is driven only by the alarms it is granted to, goes to its fail-safe state at the end, and says when it
// cannot be reached.

const logger = createLogger("test", "silent");
let dataDir: string;
beforeEach(() => {
  dataDir = mkdtempSync(join(tmpdir(), "outputs-"));
});
afterEach(() => rmSync(dataDir, { recursive: true, force: true }));

const granted = (output: object, alarm = "hot") =>
  EdgeAlarms.parse({
    limits: ["hot", "cold"].map((id) => ({ id, device: "d", point: "p", kind: "high", setpoint: 1 })),
    outputs: [output],
    grants: [{ output: "lamp", alarm }],
  });

/** Outputs whose status can be waited for: they say when it changes. */
function start(config: EdgeAlarms, registry: OutputRegistry = outputRegistry) {
  let wake = () => {};
  const outputs = startOutputs(config, { registry, dataDir, logger, onStatus: () => wake() });
  return {
    ...outputs,
    async until(condition: (status: OutputStatus | undefined) => boolean) {
      while (!condition(outputs.status()[0])) await new Promise<void>((resume) => (wake = resume));
      return outputs.status()[0];
    },
  };
}

const lamp = () => readFileSync(join(dataDir, "outputs", "lamp"), "utf8");

test("a file says what its alarm is, and is fail-safe at the end", async () => {
  const outputs = start(granted({ id: "lamp", kind: "file", file: "lamp", failSafe: "on" }));
  outputs.follow(new Set(["hot"]));
  await outputs.until((status) => status?.state === "on");
  expect(lamp()).toBe("on\n");
  outputs.follow(new Set(["cold"]));
  await outputs.until((status) => status?.state === "off");
  expect(lamp()).toBe("off\n");
  await outputs.stop();
  expect(lamp()).toBe("on\n");
});

test("without a grant nothing is written, at the end neither", async () => {
  const outputs = start({ ...granted({ id: "lamp", kind: "file", file: "lamp" }), grants: [] });
  outputs.follow(new Set(["hot"]));
  await outputs.stop();
  expect(outputs.status()).toEqual([{ id: "lamp", state: "unknown" }]);
  expect(lamp).toThrow(/ENOENT/);
});

test("the read-only build drives nothing, and says so", async () => {
  const outputs = start(granted({ id: "lamp", kind: "file", file: "lamp" }), readOnly);
  outputs.follow(new Set(["hot"]));
  await outputs.stop();
  expect(outputs.status()).toEqual([{ id: "lamp", state: "unknown", detail: "this build drives no file" }]);
  expect(lamp).toThrow(/ENOENT/);
});

test("a GPIO line is set with its direction first, and upside down where the relay closes at 0", async () => {
  // The kernel makes these files; here is no GPIO, and what is written into them is what would reach it.
  mkdirSync(join(dataDir, "gpio17"));
  for (const file of ["direction", "value"]) writeFileSync(join(dataDir, "gpio17", file), "");
  const read = (file: string) => readFileSync(join(dataDir, "gpio17", file), "utf8");
  const line = openGpioOutput({ id: "lamp", failSafe: "off", kind: "gpio", line: 17, activeLow: true }, {}, dataDir);
  await line.write(false);
  expect([read("direction"), read("value")]).toEqual(["high", ""]);
  await line.write(true);
  expect(read("value")).toBe("0");
  const none = openGpioOutput(
    { id: "lamp", failSafe: "off", kind: "gpio", line: 4, activeLow: false },
    {},
    join(dataDir, "no"),
  );
  await expect(none.write(true)).rejects.toThrow(/ENOENT/);
});

/** A device with one coil, as modbus-serial makes one: another implementation than ours. */
async function startCoil(coil: { on: boolean; stuck?: boolean; exception?: number }, at = 0) {
  const server = new ServerTCP(
    {
      getCoil: () => coil.on,
      setCoil: (_address: number, value: boolean) => {
        if (coil.exception !== undefined) throw Object.assign(new Error("no"), { modbusErrorCode: coil.exception });
        if (coil.stuck !== true) coil.on = value;
      },
    },
    { host: "127.0.0.1", port: at, unitID: 3 },
  );
  await once(server, "initialized");
  // modbus-serial keeps its own server private.
  const { _server } = server as unknown as { readonly _server: Server };
  const { port } = _server.address() as AddressInfo;
  return { port, stop: () => new Promise<void>((resolve) => server.close(() => resolve())) };
}

const coilAt = (port: number) =>
  ({ id: "lamp", failSafe: "off", kind: "modbus-coil", host: "127.0.0.1", port, unitId: 3, address: 5 }) as const;

test("a coil is written and read back; an exception, an interlock and a garbled answer are told in words", async () => {
  const coil: Parameters<typeof startCoil>[0] = { on: false };
  const device = await startCoil(coil);
  const port = openModbusCoil(coilAt(device.port));
  await port.write(true);
  expect(coil.on).toBe(true);
  await port.write(false);
  expect(coil.on).toBe(false);
  coil.stuck = true;
  await expect(port.write(true)).rejects.toThrow("the coil was written and is off all the same");
  coil.exception = 2;
  await expect(port.write(true)).rejects.toThrow("the device answered exception 2");
  await device.stop();
  await expect(port.write(true)).rejects.toThrow(/ECONNREFUSED/);
});

test.each([
  ["garbage", Buffer.from("HTTP/1.1 400 Bad Request\r\n\r\n"), /no Modbus answer/],
  ["the connection's end", null, /closed the connection/],
])("%s for an answer is an error, and nothing worse", async (_, answer, problem) => {
  const server = createServer((socket) =>
    socket.once("data", () => (answer === null ? socket.end() : socket.write(answer))),
  );
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  await expect(openModbusCoil(coilAt((server.address() as AddressInfo).port)).write(true)).rejects.toThrow(problem);
  server.close();
});

test("a coil that cannot be reached is unknown, is tried again, and takes the state when the device is back", async () => {
  const coil = { on: false };
  const gone = await startCoil(coil);
  await gone.stop();
  const outputs = start(granted(coilAt(gone.port)));
  outputs.follow(new Set(["hot"]));
  await outputs.until((status) => status?.state === "unknown" && status.detail !== undefined);
  const back = await startCoil(coil, gone.port);
  await outputs.until((status) => status?.state === "on");
  expect(coil.on).toBe(true);
  await outputs.stop();
  expect(coil.on).toBe(false);
  await back.stop();
});
