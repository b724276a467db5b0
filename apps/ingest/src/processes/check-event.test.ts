import { readFileSync } from "node:fs";
import type { KnownDevice } from "@outstation/domain/fleet/lookup";
import { expect, test } from "vitest";
import { checkEvent } from "./check-event";

// Promise: an alarm of a device that is not behind the gateway, or that cannot be read, is quarantined and not believed.

const fixture = readFileSync(
  new URL("../../../../packages/contracts/src/fixtures/event-alarm-active.json", import.meta.url),
);
const event = JSON.parse(fixture.toString("utf8")) as { device: string };
const device = (id: string, key: string, gatewayId: string | null): KnownDevice => ({
  tenantId: "t",
  id,
  key,
  type: "plc",
  gatewayId,
  points: new Map(),
});
const gateway = device("1", "gw-1", null);

const check = (payload: Uint8Array, ...known: readonly KnownDevice[]) =>
  checkEvent({ tenant: "acme", payload }, gateway, {
    findDevice: async ({ device: key }) => known.find((one) => one.key === key) ?? null,
  });

test("an alarm of a device behind the gateway is right", async () => {
  expect(await check(fixture, device("2", event.device, "1"))).toBeNull();
});

test("so is one of the gateway's own point, and an event of a kind that comes with a later version", async () => {
  expect(await check(Buffer.from(JSON.stringify({ ...event, device: "gw-1" })))).toBeNull();
  expect(await check(Buffer.from('{"kind":"crossing"}'))).toBeNull();
});

test.each([
  ["another gateway's", [device("2", event.device, "3")], "device.not_attached"],
  ["nobody's", [], "device.unknown"],
])("an alarm of %s device is refused", async (_, known, code) => {
  expect(await check(fixture, ...known)).toMatchObject({ code, field: "device" });
});

test("what cannot be read is refused by its field's name", async () => {
  expect(await check(Buffer.from("{"))).toMatchObject({ code: "event.malformed", field: "payload" });
  expect(await check(Buffer.from('{"kind":"alarm"}'))).toMatchObject({ code: "event.malformed" });
});
