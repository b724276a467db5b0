import { expect, test } from "vitest";
import { DOWN_CHANNELS, downTopic, mayPublish, maySubscribe, parseUpTopic, UP_CHANNELS, upTopic } from "./topics";

const me = { tenant: "acme", device: "gw-1" };

test("a device publishes to every known channel under its own up/", () => {
  for (const channel of UP_CHANNELS) {
    expect(mayPublish(me, upTopic(me, channel))).toBe(true);
    expect(parseUpTopic(upTopic(me, channel))).toEqual({ ...me, channel });
  }
});

test.each([
  "globex/d/gw-1/up/telemetry",
  "acme/d/gw-2/up/telemetry",
  "acme/d/gw-1/down/cmd",
  "acme/d/gw-1/up/secret",
  "acme/d/gw-1/up/",
  "acme/d/gw-1/up",
  "acme/d/gw-1/up/telemetry/",
  "acme/d/gw-1/up/telemetry/x",
  "/acme/d/gw-1/up/telemetry",
  "acme//gw-1/up/telemetry",
  "acme/d//up/telemetry",
  "acme/d/gw-1//telemetry",
  "acme/x/gw-1/up/telemetry",
  "acme/D/gw-1/up/telemetry",
  "ACME/d/gw-1/up/telemetry",
  "+/d/gw-1/up/telemetry",
  "acme/d/+/up/telemetry",
  "acme/d/gw-1/up/+",
  "acme/d/gw-1/up/#",
  "acme/d/gw-1/#",
  "#",
  "+",
  "",
  "/",
  "$SYS/broker/clients",
  "$share/g/acme/d/gw-1/up/telemetry",
  "acme/d/gw-1/up/telemetry\u0000",
])("publishing to %j is refused", (topic) => {
  expect(mayPublish(me, topic)).toBe(false);
});

test("a device subscribes to its own down/# and to each known channel of it", () => {
  expect(maySubscribe(me, "acme/d/gw-1/down/#")).toBe(true);
  for (const channel of DOWN_CHANNELS) expect(maySubscribe(me, downTopic(me, channel))).toBe(true);
});

test.each([
  "globex/d/gw-1/down/#",
  "acme/d/gw-2/down/#",
  "acme/d/gw-1/up/#",
  "acme/d/gw-1/#",
  "acme/d/+/down/#",
  "acme/d/+/down/cmd",
  "+/d/gw-1/down/#",
  "acme/+/gw-1/down/#",
  "acme/d/gw-1/+/cmd",
  "acme/d/gw-1/down/+",
  "acme/d/gw-1/down",
  "acme/d/gw-1/down/",
  "acme/d/gw-1/down/#/",
  "acme/d/gw-1/down/cmd/",
  "acme/d/gw-1/down/cmd/#",
  "acme/d/gw-1/down/secret",
  "acme//gw-1/down/#",
  "/acme/d/gw-1/down/#",
  "$share/g/acme/d/gw-1/down/#",
  "$share/g/#",
  "$SYS/#",
  "#",
  "+/#",
  "",
])("subscribing to %j is refused", (filter) => {
  expect(maySubscribe(me, filter)).toBe(false);
});

test("an identity outside the grammar grants nothing, whatever topic it would fill in", () => {
  const wild = { tenant: "+", device: "#" };
  expect(mayPublish(wild, "+/d/#/up/telemetry")).toBe(false);
  expect(maySubscribe(wild, "+/d/#/down/cmd")).toBe(false);
  expect(maySubscribe(wild, "+/d/#/down/#")).toBe(false);
});
