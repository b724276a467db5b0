import { encodeBillingEvent } from "@outstation/contracts/streams/billing-event";
import { expect, test } from "vitest";
import { judgeEvents, readEvent } from "./judge-events";
import { SeenOffsets } from "./seen-offsets";

const NOW = Date.UTC(2026, 10, 24, 9);
const TENANT = "0192f0c1-0000-7000-8000-00000000000a";
const DEVICE = "0192f0c1-0000-7000-8000-000000000001";

type Sent = { stream?: string; first: number; last: number; partition?: number; device?: string };
const event = ({ stream = "telemetry-accepted", first, last, partition = 3, device = DEVICE }: Sent, change = {}) => ({
  event_id: `${stream}/${partition}/${first}-${last}/${device}`,
  tenant_id: TENANT,
  device_id: device,
  message_count: last - first + 1,
  byte_count: 100,
  ts: new Date(NOW).toISOString(),
  ...change,
});
let offset = 0;
const message = (value: Uint8Array) => ({ partition: 0, offset: offset++, tenantId: TENANT, value });
const read = (of: ReturnType<typeof event>) => readEvent(message(encodeBillingEvent(of)), NOW);

function judge(...events: ReturnType<typeof read>[]) {
  const seen = new SeenOffsets();
  const { counted, repeated, disputed } = judgeEvents(events, seen, new Set());
  return { counted: counted.length, repeated, reasons: disputed.map(({ reason }) => reason), seen };
}

test("an event counts once, in whatever order and however often it comes", () => {
  const [a, b, c] = [
    { first: 0, last: 9 },
    { first: 10, last: 19 },
    { first: 20, last: 29 },
  ].map((of) => event(of));
  if (!a || !b || !c) throw new Error("unreachable");
  const { counted, repeated, reasons, seen } = judge(read(c), read(a), read(c), read(b), read(a));
  expect({ counted, repeated, reasons }).toEqual({ counted: 3, repeated: 2, reasons: [] });
  expect(seen.changed()).toEqual([{ stream: "telemetry-accepted", partition: 3, chunk: 0, ranges: "{[0,30)}" }]);
});

test("one that overlaps what is counted without being it is disputed, whichever of its ends it is", () => {
  const known = read(event({ first: 10, last: 19 }));
  for (const wrong of [
    { first: 5, last: 10 },
    { first: 19, last: 30 },
    { first: 0, last: 40 },
  ])
    expect(judge(known, read(event(wrong)))).toMatchObject({ counted: 1, repeated: 0, reasons: ["overlap"] });
});

test("the same offsets of another partition are others", () => {
  const same = { first: 0, last: 9 };
  expect(judge(read(event(same)), read(event({ ...same, partition: 4 })))).toMatchObject({ counted: 2, reasons: [] });
});

test("a range over the border of a chunk is seen in both", () => {
  const across = { first: 65_530, last: 65_540 };
  const { counted, repeated, seen } = judge(read(event(across)), read(event(across)));
  expect({ counted, repeated }).toEqual({ counted: 1, repeated: 1 });
  expect(seen.changed().map(({ chunk, ranges }) => [chunk, ranges])).toEqual([
    [0, "{[65530,65536)}"],
    [1, "{[65536,65541)}"],
  ]);
});

test("events of the time before are told apart by their whole ids: devices of one batch share its range", () => {
  const other = "0192f0c1-0000-7000-8000-000000000002";
  const old = { stream: "raw-telemetry", first: 0, last: 99 };
  const one = event(old, { message_count: 60 });
  const two = event({ ...old, device: other }, { message_count: 40 });
  expect(judge(read(one), read(two), read(one))).toMatchObject({ counted: 2, repeated: 1, reasons: [] });
});

test.each([
  ["unreadable", () => readEvent(message(Buffer.from("{")), NOW)],
  ["id", () => read(event({ stream: "device-events", first: 0, last: 1 }))],
  ["id", () => read(event({ first: 5, last: 1 }, { message_count: 1 }))],
  ["id", () => read(event({ first: 0, last: 1 }, { device_id: TENANT }))],
  ["count", () => read(event({ first: 0, last: 9 }, { message_count: 11 }))],
  ["count", () => read(event({ first: 0, last: 999_999_999_999 }))],
  ["tenant", () => read(event({ first: 0, last: 1 }, { tenant_id: DEVICE }))],
  ["time", () => read(event({ first: 0, last: 1 }, { ts: "2036-01-01T00:00:00.000Z" }))],
])("an event whose %s cannot be right is disputed and not counted", (reason, make) => {
  expect(judge(make())).toMatchObject({ counted: 0, repeated: 0, reasons: [reason] });
});
