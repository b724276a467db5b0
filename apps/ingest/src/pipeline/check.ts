import { createHash } from "node:crypto";
import type { Reading } from "@outstation/contracts/mqtt/reading";
import type { DeviceLookup, KnownDevice, KnownPoint } from "@outstation/domain/fleet/lookup";
import { kindOf, place, type RefusedMessage } from "@outstation/domain/signals/telemetry";
import { type Checked, type Known, refuse, type Step } from "./messages";

/** A reading further ahead of its receipt than this comes from a clock that is wrong. */
export const AHEAD_MS_MAX = 24 * 3_600_000;
/** An older one is no backlog but a mistake, and each day it names would be a partition of its own. */
export const BEHIND_MS_MAX = 731 * 24 * 3_600_000;
const UNNUMBERED_BOOT = -1;

/** Plausible times, and a number for every point; points that were never declared are entered. */
export async function check(messages: readonly Known[], lookup: DeviceLookup): Promise<Step<Checked>> {
  const refused: RefusedMessage[] = [];
  const plausible = messages.filter((message) => {
    const reason = implausibleTime(message);
    if (reason) refused.push(refuse(message.arrived, ...reason));
    return reason === null;
  });
  await addMissingPoints(plausible, lookup);
  return { passed: plausible.map(number), refused };
}

type Problem = [code: string, field: string, message: string];

function implausibleTime({ arrived, telemetry }: Known): Problem | null {
  const latest = arrived.receivedAt + AHEAD_MS_MAX;
  const earliest = arrived.receivedAt - BEHIND_MS_MAX;
  const wrong = telemetry.readings.find(({ measuredAt }) => measuredAt > latest || measuredAt < earliest);
  if (wrong === undefined) return null;
  const { point, measuredAt } = wrong;
  const said = `${point} was measured at ${new Date(measuredAt).toISOString()}`;
  return measuredAt > latest
    ? ["reading.in_future", point, `${said}, more than 24 h after it was received`]
    : ["reading.too_old", point, `${said}, more than 731 days before it was received`];
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
