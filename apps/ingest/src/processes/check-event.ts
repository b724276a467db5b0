import { decodeEvent } from "@outstation/contracts/mqtt/event";
import type { RawMessage } from "@outstation/contracts/streams/raw-message";
import type { DeviceLookup, KnownDevice } from "@outstation/domain/fleet/lookup";

export type EventProblem = { readonly code: string; readonly field: string; readonly message: string };

/**
 * What is wrong with a message of `up/event`, or null. One that is right stays in the stream, which keeps it as it came; what
 * a gateway says of a device that is not behind it is as wrong as a reading of one would be.
 */
export async function checkEvent(
  { tenant, payload }: Pick<RawMessage, "tenant" | "payload">,
  sender: KnownDevice,
  lookup: Pick<DeviceLookup, "findDevice">,
): Promise<EventProblem | null> {
  const decoded = decodeEvent(payload);
  if ("problem" in decoded) return { code: "event.malformed", ...decoded.problem };
  if (!decoded.known) return null;
  const named = decoded.event.device;
  if (named === sender.key) return null;
  const device = await lookup.findDevice({ tenant, device: named });
  if (device === null) return { code: "device.unknown", field: "device", message: `${named} is not on the register` };
  if (device.id === sender.id || device.gatewayId === sender.id) return null;
  const message = `${named} is not attached to ${sender.key}`;
  return { code: "device.not_attached", field: "device", message };
}
