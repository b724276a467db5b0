import { expect, test } from "vitest";
import type { Reading } from "./reading";
import { toColumns } from "./reading-columns";
import { scanPlain } from "./scan-plain";
import { decodeColumns, decodeTelemetry, encodeCompact } from "./telemetry";

// Promise: the quick way reads what the thorough way reads, or leaves it to it.

const AT = Date.UTC(2026, 0, 1);
const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);
const plain = (r: string, rest = "") => bytes(`{"b":7,"s":42,"t":${AT}${rest},"r":${r}}`);

/** The same numbers at every run. */
function random(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state * 48_271) % 2_147_483_647;
    return state / 2_147_483_647;
  };
}

function thorough(payload: Uint8Array): unknown {
  try {
    const { readings, ...telemetry } = decodeTelemetry(payload);
    return { ...telemetry, columns: toColumns(readings) };
  } catch (reason) {
    return String(reason);
  }
}

function quick(payload: Uint8Array): unknown {
  try {
    return decodeColumns(payload);
  } catch (reason) {
    return String(reason);
  }
}

test.each([
  ["one reading", `{"a":[[0,21.4]]}`, ""],
  ["several points", `{"a":[[0,1]],"b":[[0,-2.25]],"c":[[5,0]]}`, ""],
  ["several readings of a point", `{"a":[[0,1],[10,2],[20,3]],"b":[[0,1]]}`, ""],
  ["a child and a version", `{"a":[[0,1]]}`, `,"d":"pump-7","v":"1.2"`],
  ["a version that is none", `{"a":[[0,1]]}`, `,"v":"latest"`],
  ["an offset before the base", `{"a":[[-500,1]]}`, ""],
  ["minus nought", `{"a":[[0,-0],[1,-0.0]]}`, ""],
  ["many decimals", `{"a":[[0,0.3000000000000004],[1,123456.789012345],[2,9007199254740991]]}`, ""],
])("%s is read the quick way", (_, r, rest) => {
  expect(scanPlain(plain(r, rest))).not.toBeNull();
  expect(quick(plain(r, rest))).toEqual(thorough(plain(r, rest)));
});

test.each([
  ["no reading", `{}`],
  ["no samples", `{"a":[]}`],
  ["a quality", `{"a":[[0,1,"bad"]]}`],
  ["a text", `{"a":[[0,"x"]]}`],
  ["an exponent", `{"a":[[0,1e3]]}`],
  ["more digits than are exact", `{"a":[[0,9007199254740993]]}`],
  ["more decimals than are exact", `{"a":[[0,0.00000000000000000000001]]}`],
  ["a leading nought", `{"a":[[0,01]]}`],
  ["a point without decimals", `{"a":[[0,1.]]}`],
  ["a fraction of a millisecond", `{"a":[[0.5,1]]}`],
  ["a space", `{"a": [[0,1]]}`],
  ["a letter beyond ASCII", `{"ä":[[0,1]]}`],
  ["an escape", `{"\\u0061":[[0,1]]}`],
  ["a name that is a number, which comes first", `{"b":[[0,1]],"1":[[0,2]]}`],
  ["a name that stands twice, of which the last counts", `{"a":[[0,1]],"b":[[0,2]],"a":[[0,3]]}`],
  ["a name that stands twice in a row", `{"a":[[0,1]],"a":[[0,3]]}`],
  ["no name", `{"":[[0,1]]}`],
  ["a name that is too long", `{"${"a".repeat(129)}":[[0,1]]}`],
  ["a time before the year 2000", `{"a":[[-9000000000000,1]]}`],
  ["what is cut off", `{"a":[[0,1`],
])("%s is read, or refused, the thorough way", (_, r) => {
  expect(quick(plain(r))).toEqual(thorough(plain(r)));
});

test("every prefix and every changed byte of a message is read, or refused, as the thorough way does", () => {
  const whole = plain(`{"ab":[[0,21.4],[1000,21.5]],"c":[[0,-7]]}`, `,"d":"pump-7"`);
  for (let end = 0; end < whole.length; end++)
    expect(quick(whole.slice(0, end))).toEqual(thorough(whole.slice(0, end)));
  for (let at = 0; at < whole.length; at++)
    for (const byte of bytes(`x0-.,"[]{}`)) {
      const changed = Uint8Array.from(whole);
      changed[at] = byte;
      expect(quick(changed)).toEqual(thorough(changed));
    }
});

test("devices with other points of the same first name, in turns, are not taken for each other", () => {
  const next = random(11);
  const names = ["a", "ab", "b", "temperature", "temperature_2", "flow", "constructor", "__proto__"];
  for (let round = 0; round < 3000; round++) {
    const readings: Reading[] = [];
    for (const point of names.toSorted(() => next() - 0.5).slice(0, 1 + Math.floor(next() * 6)))
      for (let count = 1 + Math.floor(next() * 3); count > 0; count--) {
        const value = Math.round((next() - 0.5) * 10 ** Math.floor(next() * 9)) / 10 ** Math.floor(next() * 5);
        readings.push({ point, value, measuredAt: AT + Math.floor(next() * 60_000), quality: "good" });
      }
    const payload = encodeCompact({ boot: 1, seq: round, child: null, readings });
    expect(decodeColumns(payload)).toEqual(thorough(payload));
  }
});

test("messages alike share the names of their points", () => {
  const [first, second] = [1, 2].map((value) => decodeColumns(plain(`{"x":[[0,${value}]],"y":[[0,${value}]]}`)));
  expect(second?.columns.points).toBe(first?.columns.points);
});
