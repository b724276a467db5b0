import { expect, test } from "vitest";
import type { DeviceRow } from "../devices/device-state";
import { needingAttention, summariseSites } from "./attention";

const site = { id: "s1", name: "North works", timeZone: "Europe/Berlin" };
const device = (name: string, changes: Partial<DeviceRow> = {}): DeviceRow => ({
  id: name,
  key: name,
  name,
  type: "pump",
  site,
  area: null,
  gatewayKey: null,
  isGateway: false,
  tags: [],
  certificate: null,
  packageDrift: null,
  buffered: null,
  state: "connected",
  lastSeenAt: 10,
  points: 1,
  badPoints: 0,
  ...changes,
});

test("a connected device without a bad point needs nobody", () => {
  expect(needingAttention([device("a")])).toEqual([]);
});

test("a lost connection comes before a bad point", () => {
  const found = needingAttention([device("a", { badPoints: 2 }), device("b", { state: "disconnected" }), device("c")]);
  expect(found.map(({ name }) => name)).toEqual(["b", "a"]);
});

test("a site adds up its own devices only, and a site without devices has heard nothing", () => {
  const empty = { id: "s2", name: "South", timeZone: "UTC" };
  const devices = [
    device("a", { lastSeenAt: 5, badPoints: 2 }),
    device("b", { state: "stale", lastSeenAt: 9 }),
    device("c", { site: null, badPoints: 7 }),
  ];
  expect(summariseSites([site, empty], devices)).toEqual([
    { ...site, devices: 2, connected: 1, badPoints: 2, needing: 2, lastSeenAt: 9 },
    { ...empty, devices: 0, connected: 0, badPoints: 0, needing: 0, lastSeenAt: null },
  ]);
});
