import { createHash } from "node:crypto";
import type { Reading } from "@outstation/contracts/mqtt/reading";
import type { DeviceLookup, KnownDevice, KnownPoint } from "@outstation/domain/fleet/devices";
import { kindOf, type RefusedMessage } from "@outstation/domain/signals/telemetry";
import { type Checked, type Known, refuse, type Step } from "./messages";

/** A reading further ahead of its receipt than this comes from a clock that is wrong. */
export const AHEAD_MS_MAX = 24 * 3_600_000;
export const POINTS_PER_DEVICE_MAX = 10_000;
const UNNUMBERED_BOOT = -1;

/** Plausible times, and a number for every point; points that were never declared are entered. */
export async function check(messages: readonly Known[], lookup: DeviceLookup): Promise<Step<Checked>> {
  const refused: RefusedMessage[] = [];
  const plausible = messages.filter((message) => {
    const reason = problemOf(message);
    if (reason) refused.push(refuse(message.envelope, ...reason));
    return reason === null;
  });
  await addMissingPoints(plausible, lookup);
  return { passed: plausible.map(number), refused };
}

function problemOf({ envelope, telemetry, device }: Known): [code: string, field: string, message: string] | null {
  const ahead = telemetry.readings.find(({ measuredAt }) => measuredAt > envelope.receivedAt + AHEAD_MS_MAX);
  if (ahead !== undefined)
    return [
      "reading.in_future",
      ahead.point,
      `${ahead.point} was measured at ${new Date(ahead.measuredAt).toISOString()}, more than 24 h after it was received`,
    ];
  const points = new Set([...device.points.keys(), ...telemetry.readings.map(({ point }) => point)]).size;
  if (points > POINTS_PER_DEVICE_MAX)
    return [
      "device.too_many_points",
      "r",
      `${device.key} would have ${points} points; the limit is ${POINTS_PER_DEVICE_MAX}`,
    ];
  return null;
}

async function addMissingPoints(messages: readonly Known[], lookup: DeviceLookup): Promise<void> {
  const missing = new Map<KnownDevice, Map<string, Reading>>();
  for (const { device, telemetry } of messages)
    for (const reading of telemetry.readings) {
      if (device.points.has(reading.point)) continue;
      const names = missing.get(device) ?? new Map<string, Reading>();
      missing.set(device, names.set(reading.point, names.get(reading.point) ?? reading));
    }
  for (const [device, readings] of missing)
    await lookup.addPoints(
      device,
      [...readings].map(([name, { value }]) => ({ name, kind: kindOf(value) })),
    );
}

function number({ envelope, telemetry, sender, device }: Known): Checked {
  return {
    envelope,
    tenantId: envelope.tenantId,
    sender,
    device,
    boot: telemetry.sequence?.boot ?? UNNUMBERED_BOOT,
    seq: telemetry.sequence?.seq ?? contentHash(envelope.payload),
    receivedAt: envelope.receivedAt,
    readings: telemetry.readings.map((reading) => ({
      // Entered a moment ago where it was not there before.
      point: device.points.get(reading.point) as KnownPoint,
      reading,
    })),
  };
}

/** 48 bits that stand for a sequence number: the same payload is the same message. */
const contentHash = (payload: Uint8Array): number => createHash("sha256").update(payload).digest().readUIntBE(0, 6);
