import type { DeviceLookup, KnownDevice } from "@outstation/domain/fleet/lookup";
import type { RefusedMessage } from "@outstation/domain/signals/telemetry";
import { type Decoded, type Known, refuse, type Step } from "./messages";

/** Certificate to device, and the child inside to a device that is attached to it. */
export async function identify(messages: readonly Decoded[], lookup: DeviceLookup): Promise<Step<Known>> {
  const find = await register(messages, lookup);
  const passed: Known[] = [];
  const refused: RefusedMessage[] = [];
  for (const message of messages) {
    const { arrived, telemetry } = message;
    const { tenant } = arrived;
    const sender = find(tenant, arrived.device);
    if (sender === null) {
      refused.push(refuse(arrived, "device.unknown", "topic", `${arrived.device} is not on the register`));
      continue;
    }
    const device = telemetry.child === null ? sender : find(tenant, telemetry.child);
    if (device === null)
      refused.push(refuse(arrived, "device.unknown", "d", `${telemetry.child} is not on the register`));
    else if (device.id !== sender.id && device.gatewayId !== sender.id)
      refused.push(refuse(arrived, "device.not_attached", "d", `${device.key} is not attached to ${sender.key}`));
    else passed.push({ arrived, telemetry, sender, device });
  }
  return { passed, refused };
}

/** Every device a batch names, asked for once. */
async function register(messages: readonly Decoded[], lookup: DeviceLookup) {
  const tenants = new Map<string, Map<string, KnownDevice | null>>();
  for (const { arrived, telemetry } of messages) {
    const { tenant, device } = arrived;
    const { child } = telemetry;
    let known = tenants.get(tenant);
    if (known === undefined) {
      known = new Map();
      tenants.set(tenant, known);
    }
    if (!known.has(device)) known.set(device, await lookup.findDevice({ tenant, device }));
    if (child !== null && !known.has(child)) known.set(child, await lookup.findDevice({ tenant, device: child }));
  }
  return (tenant: string, device: string): KnownDevice | null => tenants.get(tenant)?.get(device) ?? null;
}
