import { readdirSync, readFileSync } from "node:fs";
import { expect, test } from "vitest";
import type { Reading } from "./reading";
import {
  CONTEXT_DEPTH_MAX,
  decodeTelemetry,
  encodeCompact,
  PAYLOAD_BYTES_MAX,
  type Telemetry,
  TelemetryError,
} from "./telemetry";

const AT = 1732420000000;
const fixtures = new URL("../fixtures/", import.meta.url);
const bytes = (text: string) => new TextEncoder().encode(text);
const decode = (payload: unknown) => decodeTelemetry(bytes(JSON.stringify(payload)));

function refusal(payload: Uint8Array): TelemetryError {
  try {
    decodeTelemetry(payload);
  } catch (reason) {
    if (reason instanceof TelemetryError) return reason;
    throw reason;
  }
  throw new Error("the payload was not refused");
}
const refusalOf = (payload: unknown) => refusal(bytes(JSON.stringify(payload)));
const compact = (r: unknown, rest: object = {}) => ({ b: 1, s: 1, t: AT, r, ...rest });

const files = readdirSync(fixtures).filter((name) => name.startsWith("telemetry-"));

test("the fixtures are there", () => {
  expect(files.length).toBeGreaterThanOrEqual(7);
});

test.each(files)("%s reads for ever as it did when it was shipped", (name) => {
  const fixture = JSON.parse(readFileSync(new URL(name, fixtures), "utf8")) as { sent: unknown; means: Telemetry };
  expect(decode(fixture.sent)).toEqual(fixture.means);
});

const every: Reading[] = [
  { point: "a", value: 21.4, measuredAt: AT + 5, quality: "good" },
  { point: "a", value: 0.1 + 0.2, measuredAt: AT + 7, quality: "uncertain" },
  { point: "b", value: null, measuredAt: AT, quality: "bad", status: "0x80050000" },
  { point: "b", value: 'text \\u0000 " ü 🚰', measuredAt: AT + 1, quality: "good", status: "OK" },
  { point: "c", value: false, measuredAt: AT, quality: "good", context: { raw: "AQID", deep: { list: [1, null] } } },
  {
    point: "c",
    value: { lat: 1, lon: 2, alt: 3 },
    measuredAt: AT + 9e8,
    quality: "good",
    status: "s",
    context: { n: 1 },
  },
  { point: "constructor", value: 1, measuredAt: AT, quality: "good" },
  { point: "__proto__", value: 2, measuredAt: AT, quality: "good" },
];

test.each([null, "pump-7"])("what encodeCompact spells, decodeTelemetry reads back unchanged (child %s)", (child) => {
  const decoded = decodeTelemetry(encodeCompact({ boot: 3, seq: 9, child, readings: every }));
  expect(decoded).toEqual({ child, sequence: { boot: 3, seq: 9 }, readings: every });
});

test("both spellings may declare the version of the schema they speak", () => {
  const readings: Reading[] = [{ point: "a", value: 1, measuredAt: AT, quality: "good" }];
  const spelt = decodeTelemetry(encodeCompact({ boot: 1, seq: 1, child: null, readings, schemaVersion: "1.4" }));
  expect(spelt.schemaVersion).toBe("1.4");
  expect(decode({ ts: AT, v: "2.10", values: { a: 1 } }).schemaVersion).toBe("2.10");
  const item = { ts: AT, v: "1.4", values: { a: 1 } };
  expect(decode([item, item]).schemaVersion).toBe("1.4");
  expect(refusalOf([item, { ...item, v: "1.5" }]).field).toBe("[1].v");
  expect(refusalOf([item, { ts: AT, values: { a: 1 } }]).field).toBe("[1].v");
});

test.each([1, 1.4, "1", "v1.4", "1.4.2", "01.4", "1.04", "999999.1", null, { major: 1 }])(
  "a `v` that is no version (%j) is an unknown field, which is no reason to refuse",
  (v) => {
    expect(decode({ ts: AT, v, values: { a: 1 } })).not.toHaveProperty("schemaVersion");
    expect(decode(compact({ a: [[0, 1]] }, { v }))).not.toHaveProperty("schemaVersion");
  },
);

test("five points in one message fit in 200 bytes", () => {
  const points = ["temperature", "humidity", "pressure", "flow_rate", "running"];
  const readings = points.map((point): Reading => ({ point, value: 21.43, measuredAt: AT, quality: "good" }));
  expect(encodeCompact({ boot: 12, seq: 123_456, child: "pump-7", readings }).byteLength).toBeLessThanOrEqual(200);
});

test("a payload of exactly the limit is read, and one byte more is refused with the limit", () => {
  const fill = (size: number) => bytes(JSON.stringify({ ts: AT, values: { a: 1 } }).padEnd(size, " "));
  expect(decodeTelemetry(fill(PAYLOAD_BYTES_MAX)).readings).toHaveLength(1);
  const { code, field, message } = refusal(fill(PAYLOAD_BYTES_MAX + 1));
  expect({ code, field }).toEqual({ code: "payload.too_large", field: "payload" });
  expect(message).toContain(String(PAYLOAD_BYTES_MAX));
});

test.each([
  ["text", bytes("not json")],
  ["nothing", bytes("")],
  ["bytes that are not UTF-8", Uint8Array.of(0x22, 0xff, 0x22)],
  ["zeros", new Uint8Array(16)],
])("%s: refused as not JSON, in words that any store can keep", (_name, payload) => {
  const { code, field, message } = refusal(payload);
  expect({ code, field }).toEqual({ code: "payload.not_json", field: "payload" });
  expect(message).not.toMatch(/\p{Cc}|\p{Cs}/u);
});

test.each<[problem: string, payload: unknown, field: string, words: RegExp]>([
  ["a number", 5, "payload", /object or an array/],
  ["an empty array", [], "payload", /empty/],
  ["an array of a number", [5], "payload", /object/],
  ["a number among objects", [{ ts: AT, values: { a: 1 } }, 5], "[1]", /object/],
  ["no time", { values: { a: 1 } }, "ts", /missing/],
  ["a fraction of a millisecond", { ts: AT + 0.5, values: { a: 1 } }, "ts", /milliseconds/],
  ["a time without a zone", { ts: "2026-11-24T07:00:00", values: { a: 1 } }, "ts", /RFC 3339/],
  ["a date in words", { ts: "24 Nov 2026", values: { a: 1 } }, "ts", /RFC 3339/],
  ["a clock that was never set", { ts: 86_400_000, values: { a: 1 } }, "ts", /2000/],
  ["a time no calendar has", { ts: 8_640_000_000_000_001, values: { a: 1 } }, "ts", /9999/],
  ["no values", { ts: AT }, "values", /object/],
  ["no point", { ts: AT, values: {} }, "values", /no point/],
  ["an unknown quality", { ts: AT, values: { a: 1 }, quality: "fine" }, "quality", /good, uncertain, bad/],
  ["a list as context", { ts: AT, values: { a: 1 }, context: [1] }, "context", /object/],
  ["a list as value", { ts: AT, values: { a: [1] } }, "values.a", /number, a boolean/],
  ["a nameless point", { ts: AT, values: { "": 1 } }, "values.", /128/],
  ["a long name", { ts: AT, values: { ["n".repeat(129)]: 1 } }, `values.${"n".repeat(129)}`, /129.*128/],
  ["a long string", { ts: AT, values: { a: "x".repeat(4097) } }, "values.a", /4097.*4096/],
  ["latitude 91", { ts: AT, values: { a: { lat: 91, lon: 0 } } }, "values.a.lat", /-90 to 90/],
  ["longitude in text", { ts: AT, values: { a: { lat: 1, lon: "8" } } }, "values.a.lon", /-180 to 180/],
  ["altitude in text", { ts: AT, values: { a: { lat: 1, lon: 8, alt: "9" } } }, "values.a.alt", /metres/],
  ["a child outside the grammar", { ts: AT, device: "a/b", values: { a: 1 } }, "device", /device key/],
  [
    "two children in one message",
    [
      { ts: AT, device: "one", values: { a: 1 } },
      { ts: AT, device: "two", values: { a: 1 } },
    ],
    "[1].device",
    /one device/,
  ],
  ["a negative boot", compact({ a: [[0, 1]] }, { b: -1 }), "b", /whole number/],
  ["no sequence", compact({ a: [[0, 1]] }, { s: undefined }), "s", /whole number/],
  ["no base time", compact({ a: [[0, 1]] }, { t: undefined }), "t", /missing/],
  ["readings in a list", compact([[0, 1]]), "r", /object/],
  ["no readings", compact({ a: [] }), "r", /no reading/],
  ["a bare reading", compact({ a: 5 }), "r.a", /array/],
  ["a reading without value", compact({ a: [[0]] }), "r.a[0]", /offsetMs/],
  [
    "half a millisecond",
    compact({
      a: [
        [0, 1],
        [0.5, 1],
      ],
    }),
    "r.a[1][0]",
    /whole number/,
  ],
  ["an offset out of the calendar", compact({ a: [[8_640_000_000_000_000, 1]] }), "r.a[0][0]", /9999/],
  ["a quality in numbers", compact({ a: [[0, 1, 192]] }), "r.a[0][2]", /good, uncertain, bad/],
  ["a child in numbers", compact({ a: [[0, 1]] }, { d: 7 }), "d", /device key/],
])("%s: refused with the field, the problem and the limit", (_problem, payload, field, words) => {
  const refused = refusalOf(payload);
  expect({ code: refused.code, field: refused.field }).toEqual({ code: "payload.malformed", field });
  expect(refused.message).toMatch(words);
});

test("a number beyond double precision is refused, not stored as infinity", () => {
  expect(refusal(bytes(`{"ts": ${AT}, "values": {"a": 1e999}}`)).field).toBe("values.a");
});

test.each([
  ["a value", `{"ts": ${AT}, "values": {"a": "x\\u0000"}}`],
  ["a point's name", `{"ts": ${AT}, "values": {"a\\ud800": 1}}`],
  ["a context", `{"ts": ${AT}, "values": {"a": 1}, "context": {"deep": ["\\udc00"]}}`],
  ["a status", `{"b": 1, "s": 1, "t": ${AT}, "r": {"a": [[0, 1, "good", {"status": "\\u0000"}]]}}`],
])(
  "characters that Postgres cannot keep are refused in %s: one such message would stop the store for all",
  (_, json) => {
    const { code, message } = refusal(bytes(json));
    expect(code).toBe("payload.malformed");
    expect(message).toMatch(/U\+0000|surrogate/);
  },
);

test("escapes of ordinary characters are read", () => {
  expect(decodeTelemetry(bytes(`{"ts": ${AT}, "values": {"\\u00fc": "\\ud83d\\udeb0"}}`)).readings[0]).toMatchObject({
    point: "ü",
    value: "🚰",
  });
});

test("a context is kept as sent up to its depth, and refused with the limit beyond", () => {
  const nested = (depth: number): unknown => (depth === 0 ? 1 : { in: nested(depth - 1) });
  const deepest = nested(CONTEXT_DEPTH_MAX) as Record<string, unknown>;
  expect(decode(compact({ a: [[0, 1, "good", deepest]] })).readings[0]?.context).toEqual(deepest);
  const { field, message } = refusalOf(compact({ a: [[0, 1, "good", { in: deepest }]] }));
  expect(field).toBe("r.a[0]");
  expect(message).toContain(String(CONTEXT_DEPTH_MAX));
});

test("a payload of nothing but brackets is refused, not a stack overflow", () => {
  const deep = `{"b":1,"s":1,"t":${AT},"r":{"a":[[0,1,"good",{"x":${"[".repeat(100_000)}${"]".repeat(100_000)}}]]}}`;
  expect(refusal(bytes(deep)).code).toMatch(/^payload\./);
});

test("a status that is no text stays in the context, as sent", () => {
  expect(decode({ ts: AT, values: { a: 1 }, context: { status: 192 } }).readings[0]).toEqual({
    point: "a",
    value: 1,
    measuredAt: AT,
    quality: "good",
    context: { status: 192 },
  });
});
