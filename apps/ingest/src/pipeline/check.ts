import { createHash } from "node:crypto";
import type { Reading } from "@outstation/contracts/mqtt/reading";
import type { DeviceLookup, KnownDevice, KnownPoint } from "@outstation/domain/fleet/lookup";
import { implausibleTime, kindOf, place, type RefusedMessage } from "@outstation/domain/signals/telemetry";
import { type Checked, type Known, refuse, type Step } from "./messages";

const UNNUMBERED_BOOT = -1;

/** Plausible times, and a number for every point; points that were never declared are entered. */
export async function check(messages: readonly Known[], lookup: DeviceLookup): Promise<Step<Checked>> {
  const refused: RefusedMessage[] = [];
  const plausible = messages.filter((message) => {
    const { arrived, telemetry } = message;
    const problem = implausibleTime(telemetry.readings, arrived.receivedAt);
    if (problem) refused.push(refuse(arrived, problem.code, problem.field, problem.message));
    return problem === null;
  });
  await addMissingPoints(plausible, lookup);
  return { passed: plausible.map(number), refused };
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

function number({ arrived, telemetry, sender, device }: Known): Checked {
  return {
    arrived,
    tenantId: arrived.tenantId,
    sender,
    device,
    boot: telemetry.sequence?.boot ?? UNNUMBERED_BOOT,
    seq: telemetry.sequence?.seq ?? contentHash(arrived.payload),
    receivedAt: arrived.receivedAt,
    // Entered a moment ago where it was not there before.
    readings: telemetry.readings.map((reading) => place(device.points.get(reading.point) as KnownPoint, reading)),
  };
}

/** 48 bits that stand for a sequence number: the same payload is the same message. */
const contentHash = (payload: Uint8Array): number => createHash("sha256").update(payload).digest().readUIntBE(0, 6);
