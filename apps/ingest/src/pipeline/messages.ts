import type { TelemetryColumns } from "@outstation/contracts/mqtt/telemetry";
import type { RawMessage } from "@outstation/contracts/streams/raw-message";
import type { KnownDevice } from "@outstation/domain/fleet/lookup";
import type { PlacedMessage, RefusedMessage } from "@outstation/domain/signals/telemetry";

// Each step of the pipeline takes messages of one of these kinds and returns the next, narrower one; what a step refuses
// leaves with its reason and is kept.

/** What came and who sent it: true of every message, readable or not. `device` is the sender. */
export type Arrived = RawMessage & { readonly tenantId: string };

/** The payload reads. */
export type Decoded = { readonly arrived: Arrived; readonly telemetry: TelemetryColumns };

/** Sender and device are on the tenant's register, and the device is the sender's own or attached to it. */
export type Known = Decoded & { readonly sender: KnownDevice; readonly device: KnownDevice };

/** Every point has its number and every time is plausible. */
export type Checked = PlacedMessage & { readonly arrived: Arrived };

export type Step<T> = { readonly passed: readonly T[]; readonly refused: readonly RefusedMessage[] };

/** Refuses a message: a stable code, the field it is about, and a sentence. */
export const refuse = (arrived: Arrived, code: string, field: string, message: string): RefusedMessage => ({
  ...arrived,
  code,
  field,
  message,
});

/** Names that a device was found to know, by the names that messages alike share. */
const known = new WeakMap<KnownDevice, WeakSet<readonly string[]>>();

/** Whether every point has its number already. */
export function knowsAll(device: KnownDevice, points: readonly string[]): boolean {
  const met = known.get(device) ?? new WeakSet<readonly string[]>();
  known.set(device, met);
  if (met.has(points)) return true;
  const all = points.every((point) => device.points.has(point));
  if (all) met.add(points);
  return all;
}
