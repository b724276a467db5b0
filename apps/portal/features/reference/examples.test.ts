import { decodeTelemetry } from "@outstation/contracts/mqtt/telemetry";
import { expect, test } from "vitest";
import { COMPACT, FRIENDLY, FRIENDLY_SEVERAL } from "./examples";

const decode = (text: string) => decodeTelemetry(new TextEncoder().encode(text));

test("the friendly example is read as three readings of one time", () => {
  const { child, sequence, readings } = decode(FRIENDLY);
  expect({ child, sequence }).toEqual({ child: null, sequence: null });
  expect(readings.map(({ point, value, measuredAt }) => [point, value, measuredAt])).toEqual([
    ["temperature", 21.4, 1732420000000],
    ["running", true, 1732420000000],
    ["mode", "heating", 1732420000000],
  ]);
});

test("the array is read as one reading each, with its own quality", () => {
  expect(decode(FRIENDLY_SEVERAL).readings).toEqual([
    { point: "temperature", value: 21.4, measuredAt: 1732420000000, quality: "good" },
    { point: "temperature", value: 21.6, measuredAt: 1732420060000, quality: "uncertain" },
  ]);
});

test("the compact example names its device, boot and sequence", () => {
  const { child, sequence, readings } = decode(COMPACT);
  expect({ child, sequence }).toEqual({ child: "pump-7", sequence: { boot: 7, seq: 1042 } });
  expect(readings).toHaveLength(3);
});
