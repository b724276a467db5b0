import { expect, test } from "vitest";
import { toPlacedColumns } from "./placed-readings";
import { layRows, MS_PER_HOUR, type PlacedMessage } from "./rows";

// Promise: messages of a device that come together share rows, and every reading is in exactly one of them.

const HOUR = 400_000 * MS_PER_HOUR;
type Said = Partial<PlacedMessage> & { readonly at?: readonly number[] };

const message = ({ at = [0], ...rest }: Said): PlacedMessage => ({
  ...{ tenantId: "acme", deviceId: "pump", boot: 1, seq: 1, receivedAt: HOUR, ...rest },
  columns: toPlacedColumns(
    at.map((ms) => ({ point: 1, measuredAt: HOUR + ms, number: ms, quality: 0, extra: undefined })),
  ),
});
const lay = (...said: readonly Said[]) =>
  layRows(said.map(message)).map(({ deviceId, boot, seq, measuredAt, readings, parts }) => ({
    ...{ deviceId, boot, seq, readings, from: measuredAt - HOUR },
    numbers: parts.flatMap(({ numbers }) => numbers),
  }));

test("messages of one device, boot and hour share a row, under the first one's number and the earliest instant", () => {
  expect(lay({ seq: 5, at: [20, 30] }, { seq: 6, at: [10] })).toEqual([
    { deviceId: "pump", boot: 1, seq: 5, readings: 3, from: 10, numbers: [20, 30, 10] },
  ]);
});

test.each<[string, Said, Said]>([
  ["devices", { deviceId: "pump" }, { deviceId: "fan" }],
  ["boots", { boot: 1 }, { boot: 2 }],
  ["hours", { at: [0] }, { at: [MS_PER_HOUR] }],
])("different %s share none", (_, first, second) => {
  expect(lay(first, second)).toHaveLength(2);
});

test("messages without a number are known by their rows, and share none", () => {
  expect(lay({ boot: -1, seq: 77 }, { boot: -1, seq: 78 })).toMatchObject([{ seq: 77 }, { seq: 78 }]);
});

test("a message of two hours has a row in each", () => {
  expect(lay({ at: [0, MS_PER_HOUR, 1, MS_PER_HOUR + 1] })).toMatchObject([
    { from: 0, numbers: [0, 1] },
    { from: MS_PER_HOUR, numbers: [MS_PER_HOUR, MS_PER_HOUR + 1] },
  ]);
});

test("a row is filled up to its limit, and a message that is larger alone has a row to itself", () => {
  const at = (count: number) => Array.from({ length: count }, (_, ms) => ms);
  const said = [60, 40, 1, 250, 1].map((count, index) => ({ seq: index + 1, at: at(count) }));
  expect(lay(...said).map(({ seq, readings }) => [seq, readings])).toEqual([
    [1, 100],
    [3, 1],
    [4, 250],
    [5, 1],
  ]);
});

test("devices in turns fill their own rows", () => {
  const said = Array.from({ length: 6 }, (_, index) => ({
    seq: index + 1,
    deviceId: index % 2 === 0 ? "pump" : "fan",
  }));
  expect(lay(...said).map(({ deviceId, seq, readings }) => [deviceId, seq, readings])).toEqual([
    ["pump", 1, 3],
    ["fan", 2, 3],
  ]);
});
