import { expect, test } from "vitest";
import { parseRange } from "./door-file";

// Promise: a range is answered as RFC 9110, 14.1.2 says, and what is no single range of bytes gets the whole file.

test.each([
  ["bytes=0-", { from: 0, to: 100 }],
  ["bytes=40-", { from: 40, to: 100 }],
  ["bytes=40-59", { from: 40, to: 60 }],
  ["bytes=90-200", { from: 90, to: 100 }],
  ["bytes=-10", { from: 90, to: 100 }],
  ["bytes=-200", { from: 0, to: 100 }],
  ["bytes=100-", "unsatisfiable"],
  ["bytes=60-40", "unsatisfiable"],
  ["bytes=-0", "unsatisfiable"],
  ["bytes=0-9,20-29", null],
  ["lines=0-9", null],
  ["bytes=-", null],
] as const)("%s", (header, range) => expect(parseRange(header, 100)).toEqual(range));
