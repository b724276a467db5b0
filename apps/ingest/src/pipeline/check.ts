import { createHash } from "node:crypto";
import type { DeviceLookup, KnownDevice } from "@outstation/domain/fleet/lookup";
import {
  implausibleTime,
  kindOf,
  type PointKind,
  placeReadings,
  type RefusedMessage,
} from "@outstation/domain/signals/telemetry";
import { type Checked, type Known, knowsAll, refuse, type Step } from "./messages";

const UNNUMBERED_BOOT = -1;

/** Plausible times, and a number for every point; points that were never declared are entered. */
export async function check(messages: readonly Known[], lookup: DeviceLookup): Promise<Step<Checked>> {
  const refused: RefusedMessage[] = [];
  const plausible = messages.filter((message) => {
    const { arrived, telemetry } = message;
    const problem = implausibleTime(telemetry.columns, arrived.receivedAt);
    if (problem) refused.push(refuse(arrived, problem.code, problem.field, problem.message));
    return problem === null;
  });
  await addMissingPoints(plausible, lookup);
  return { passed: plausible.map(number), refused };
}

async function addMissingPoints(messages: readonly Known[], lookup: DeviceLookup): Promise<void> {
  const missing = new Map<KnownDevice, Map<string, PointKind>>();
  for (const { device, telemetry } of messages) {
    const { points, values } = telemetry.columns;
    if (knowsAll(device, points)) continue;
    const added = missing.get(device) ?? new Map<string, PointKind>();
    missing.set(device, added);
    for (const [index, name] of points.entries())
      if (!device.points.has(name) && !added.has(name)) added.set(name, kindOf(values[index] ?? null));
  }
  for (const [device, added] of missing)
    await lookup.addPoints(
      device,
      Array.from(added, ([name, kind]) => ({ name, kind })),
    );
}

function number({ arrived, telemetry, sender, device }: Known): Checked {
  return {
    arrived,
    tenantId: arrived.tenantId,
    sender,
    device,
    deviceId: device.id,
    boot: telemetry.sequence?.boot ?? UNNUMBERED_BOOT,
    seq: telemetry.sequence?.seq ?? contentHash(arrived.payload),
    receivedAt: arrived.receivedAt,
    // Entered a moment ago where it was not there before.
    columns: placeReadings(device, telemetry.columns),
    values: telemetry.columns.values,
  };
}

/** 48 bits that stand for a sequence number: the same payload is the same message. */
const contentHash = (payload: Uint8Array): number => createHash("sha256").update(payload).digest().readUIntBE(0, 6);
