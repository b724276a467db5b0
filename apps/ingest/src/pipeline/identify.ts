import type { DeviceLookup } from "@outstation/domain/fleet/lookup";
import type { RefusedMessage } from "@outstation/domain/signals/telemetry";
import { type Decoded, type Known, refuse, type Step } from "./messages";

/** Certificate to device, and the child inside to a device that is attached to it. */
export async function identify(messages: readonly Decoded[], lookup: DeviceLookup): Promise<Step<Known>> {
  const passed: Known[] = [];
  const refused: RefusedMessage[] = [];
  for (const message of messages) {
    const { envelope, telemetry } = message;
    const { tenant, senderKey } = envelope;
    const sender = await lookup.findDevice({ tenant, device: senderKey });
    if (sender === null) {
      refused.push(refuse(envelope, "device.unknown", "topic", `${senderKey} is not on the register`));
      continue;
    }
    const device = telemetry.child === null ? sender : await lookup.findDevice({ tenant, device: telemetry.child });
    if (device === null)
      refused.push(refuse(envelope, "device.unknown", "d", `${telemetry.child} is not on the register`));
    else if (device.id !== sender.id && device.gatewayId !== sender.id)
      refused.push(refuse(envelope, "device.not_attached", "d", `${device.key} is not attached to ${sender.key}`));
    else passed.push({ ...message, sender, device });
  }
  return { passed, refused };
}
