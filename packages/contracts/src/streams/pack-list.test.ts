import { unpack } from "msgpackr";
import { expect, test } from "vitest";
import { packList } from "./pack-list";

// Promise: what is packed here is what msgpackr reads.

test.each([
  ["nothing", []],
  ["texts of every length in bytes", ["", "pump-7", "ä€🚰", "x".repeat(70_000)]],
  ["numbers", [0, -1, 1.5, 1_795_436_445_802, Number.MAX_SAFE_INTEGER, Number.NaN]],
  ["bytes, and other items behind them", [Buffer.from([1, 2, 3]), "after", 7, Buffer.alloc(70_000, 9)]],
])("%s come back", (_, items) => {
  expect(unpack(Buffer.from(packList(items)))).toEqual(items);
});
