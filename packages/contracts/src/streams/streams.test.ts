import { pack } from "msgpackr";
import { expect, test } from "vitest";
import { encodeCompact } from "../mqtt/telemetry";
import { decodeAccepted, encodeAccepted } from "./accepted-readings";
import { decodeBillingEvent, encodeBillingEvent } from "./billing-event";
import { decodeRawMessage, encodeRawMessage } from "./raw-message";
import { decodeRefused, encodeRefused } from "./refused-message";
import { deviceKeyOf, PARTITIONS, partitionOf } from "./streams";

test("a raw message comes back as it went in, its payload to the last byte", () => {
  const payload = Buffer.from(Uint8Array.from({ length: 256 }, (_, i) => i));
  const message = { tenant: "acme", device: "gw-1", channel: "telemetry", payload, receivedAt: 1732420000123 } as const;
  const back = decodeRawMessage(encodeRawMessage(message));
  expect({ ...back, payload: Buffer.from(back.payload) }).toEqual(message);
});

test("accepted readings come back as they went in, whatever their kind", () => {
  const accepted = {
    device: "pump-7",
    sender: "gw-1",
    receivedAt: 1732420000123,
    sequence: { boot: 7, seq: 9 },
    readings: [
      { point: "a", value: 0.1 + 0.2, measuredAt: 1732420000000, quality: "good" },
      { point: "b", value: true, measuredAt: 1732420000001, quality: "uncertain" },
      { point: "c", value: "lot 17 ü", measuredAt: 1732420000002, quality: "bad" },
      { point: "d", value: { lat: 1.5, lon: -2, alt: 3 }, measuredAt: 1732420000003, quality: "good" },
      { point: "e", value: null, measuredAt: 1732420000004, quality: "bad" },
    ],
  } as const;
  const payload = encodeCompact({ boot: 7, seq: 9, child: "pump-7", readings: accepted.readings });
  expect(decodeAccepted(encodeAccepted({ ...accepted, payload }))).toEqual(accepted);
});

test("a value from before payloads were carried still reads", () => {
  const earlier = pack(["pump-7", 1732420000123, [["a", 21.4, 1732420000000, 1]]]);
  expect(decodeAccepted(earlier)).toEqual({
    device: "pump-7",
    sender: "pump-7",
    receivedAt: 1732420000123,
    sequence: null,
    readings: [{ point: "a", value: 21.4, measuredAt: 1732420000000, quality: "uncertain" }],
  });
});

test("a refused message comes back with its reason", () => {
  const refused = {
    tenant: "acme",
    device: "gw-1",
    channel: "telemetry",
    payload: Buffer.from("{"),
    receivedAt: 1732420000123,
    code: "payload.not_json",
    field: "payload",
    message: "payload is not UTF-8 JSON",
  } as const;
  const back = decodeRefused(encodeRefused(refused));
  expect({ ...back, payload: Buffer.from(back.payload) }).toEqual(refused);
});

test("a billing event comes back as it went in, and one that counts nothing is none", () => {
  const id = "0192f0c1-0000-7000-8000-000000000001";
  const event = {
    event_id: `telemetry-accepted/3/10-19/${id}`,
    tenant_id: id,
    device_id: id,
    message_count: 10,
    byte_count: 1234,
    ts: "2026-11-24T07:00:00.000Z",
  };
  expect(decodeBillingEvent(encodeBillingEvent(event))).toEqual(event);
  expect(() => decodeBillingEvent(encodeBillingEvent({ ...event, message_count: 0 }))).toThrow();
});

// Pinned: an offset in any log ever written means the partition that this function gave its key.
test.each([
  ["acme/gw-1", 0],
  ["globex/meter-12", 0],
  ["0192f0c1-0000-7000-8000-000000000001", 7],
  ["acme/ü", 4],
])("%s lies in partition %i, for ever", (key, partition) => {
  expect(partitionOf(key)).toBe(partition);
});

test("keys spread over all partitions", () => {
  const used = new Set(Array.from({ length: 200 }, (_, i) => partitionOf(deviceKeyOf("acme", `device-${i}`))));
  expect([...used].sort()).toEqual(Array.from({ length: PARTITIONS }, (_, i) => i));
});
