import { readdirSync, readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { decodeEvent, encodeEvent } from "./event";
import { PAYLOAD_BYTES_MAX } from "./telemetry";

// Promise: an event that any gateway ever sent is understood for ever, and one of a kind that we do not know yet is kept.

const fixtures = new URL("../fixtures/", import.meta.url);
const files = readdirSync(fixtures).filter((name) => name.startsWith("event-"));
const read = (name: string) => readFileSync(new URL(name, fixtures));
const decodeJson = (value: unknown) => decodeEvent(new TextEncoder().encode(JSON.stringify(value)));
const active = JSON.parse(read("event-alarm-active.json").toString("utf8")) as Record<string, unknown>;

test("the fixtures are there", () => expect(files.length).toBeGreaterThanOrEqual(2));

test.each(files)("%s reads for ever as it did when it was shipped", (name) => {
  const sent = JSON.parse(read(name).toString("utf8"));
  const decoded = decodeEvent(read(name));
  expect(decoded).toEqual({ known: true, event: sent });
  if (!("known" in decoded) || !decoded.known) throw new Error("not an alarm");
  expect(decodeEvent(encodeEvent(decoded.event))).toEqual(decoded);
});

test("a field that this version does not know is kept", () => {
  expect(decodeJson({ ...active, shelvedBy: "night shift" })).toEqual({
    known: true,
    event: { ...active, shelvedBy: "night shift" },
  });
});

test("an event of another kind is kept as it came", () => {
  const crossing = { kind: "crossing", fence: "yard", device: 7 };
  expect(decodeJson(crossing)).toEqual({ known: false, kind: "crossing", event: crossing });
});

test.each([
  ["a state that there is not", { ...active, state: "angry" }, "state"],
  ["a device that is none", { ...active, device: "a/b" }, "device"],
  ["a setpoint in words", { ...active, limit: { ...(active.limit as object), setpoint: "hot" } }, "limit.setpoint"],
  ["no kind", { state: "active" }, "kind"],
  ["an array", [active], "kind"],
])("%s is refused by its field's name", (_, payload, field) => {
  expect(decodeJson(payload)).toMatchObject({ problem: { field } });
});

test("what is no JSON, or too long, is refused", () => {
  expect(decodeEvent(Buffer.from([0xff, 0x7b]))).toMatchObject({ problem: { field: "payload" } });
  expect(decodeEvent(Buffer.alloc(PAYLOAD_BYTES_MAX + 1, " "))).toMatchObject({ problem: { field: "payload" } });
});
