import { expect, test } from "vitest";
import { filterDevices, parseSort, sortDevices, spellSort } from "./device-query";
import type { DeviceRow } from "./device-state";

const device = (key: string, changes: Partial<DeviceRow> = {}): DeviceRow => ({
  id: key,
  key,
  name: key.toUpperCase(),
  type: "pump",
  site: { id: "s1", name: "North works", timeZone: "UTC" },
  area: "hall-1",
  gatewayKey: null,
  isGateway: false,
  tags: [],
  certificate: null,
  packageDrift: null,
  buffered: null,
  state: "connected",
  lastSeenAt: 1,
  points: 3,
  badPoints: 0,
  ...changes,
});
const none = { find: "", site: "", state: "", type: "" };
const keys = (rows: readonly DeviceRow[]) => rows.map(({ key }) => key);

test("an empty filter keeps everything", () => {
  expect(filterDevices([device("a"), device("b")], none)).toHaveLength(2);
});

test("every word of a search must be found, in any of the columns", () => {
  const rows = [device("pump-1", { area: "cellar" }), device("pump-2")];
  expect(keys(filterDevices(rows, { ...none, find: "PUMP cellar" }))).toEqual(["pump-1"]);
  expect(filterDevices(rows, { ...none, find: "pump attic" })).toEqual([]);
});

test("site, state and type narrow the list together", () => {
  const rows = [device("a"), device("b", { state: "stale" }), device("c", { state: "stale", site: null })];
  expect(keys(filterDevices(rows, { ...none, state: "stale", site: "s1" }))).toEqual(["b"]);
});

test("by state, what needs someone comes first; equals stay in order of name", () => {
  const rows = [
    device("b"),
    device("a"),
    device("c", { badPoints: 1 }),
    device("d", { state: "never_seen" }),
    device("e", { state: "disconnected" }),
  ];
  expect(keys(sortDevices(rows, { key: "state", descending: false }))).toEqual(["e", "d", "c", "a", "b"]);
});

test("names sort as people count: 2 before 10", () => {
  expect(keys(sortDevices([device("p-10"), device("p-2")], parseSort(null)))).toEqual(["p-2", "p-10"]);
});

test("the address bar spells a sort and reads it back", () => {
  expect(parseSort("-points")).toEqual({ key: "points", descending: true });
  expect(spellSort(parseSort("-points"))).toBe("-points");
  expect(spellSort(parseSort("site"))).toBe("site");
});
