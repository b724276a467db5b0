import { type DeviceIdentity, isDeviceKey, isTenantSlug } from "./identity";

export const UP_CHANNELS = ["telemetry", "event", "status", "cmd", "ota", "blob"] as const;
export const DOWN_CHANNELS = ["cmd", "config", "ota"] as const;

export type UpChannel = (typeof UP_CHANNELS)[number];
export type DownChannel = (typeof DOWN_CHANNELS)[number];
export type UpTopic = DeviceIdentity & { readonly channel: UpChannel };

const base = ({ tenant, device }: DeviceIdentity) => `${tenant}/d/${device}`;

/** `<tenant>/d/<device>/up/<channel>` */
export const upTopic = (identity: DeviceIdentity, channel: UpChannel): string => `${base(identity)}/up/${channel}`;

/** `<tenant>/d/<device>/down/<channel>` */
export const downTopic = (identity: DeviceIdentity, channel: DownChannel): string =>
  `${base(identity)}/down/${channel}`;

/** `<tenant>/d/<device>/down/#`: everything the platform sends to a device. */
export const downFilter = (identity: DeviceIdentity): string => `${base(identity)}/down/#`;

/** The parts of an up topic, or null where the topic is not one. */
export function parseUpTopic(topic: string): UpTopic | null {
  const [tenant = "", d, device = "", up, channel, ...rest] = topic.split("/");
  if (rest.length > 0 || d !== "d" || up !== "up") return null;
  if (!isTenantSlug(tenant) || !isDeviceKey(device)) return null;
  const known = UP_CHANNELS.find((name) => name === channel);
  return known === undefined ? null : { tenant, device, channel: known };
}

/** The parts of a down topic, or null where the topic is not one. */
export function parseDownTopic(topic: string): (DeviceIdentity & { readonly channel: DownChannel }) | null {
  const [tenant = "", d, device = "", down, channel, ...rest] = topic.split("/");
  if (rest.length > 0 || d !== "d" || down !== "down") return null;
  if (!isTenantSlug(tenant) || !isDeviceKey(device)) return null;
  const known = DOWN_CHANNELS.find((name) => name === channel);
  return known === undefined ? null : { tenant, device, channel: known };
}

/** A device publishes to the known channels under its own `up/`, and nowhere else. */
export function mayPublish(identity: DeviceIdentity, topic: string): boolean {
  const parsed = parseUpTopic(topic);
  return parsed !== null && parsed.tenant === identity.tenant && parsed.device === identity.device;
}

/** A device subscribes to its own `down/#`, or to one known channel of it. Wildcards elsewhere and `$share` are refused. */
export function maySubscribe(identity: DeviceIdentity, filter: string): boolean {
  if (!isTenantSlug(identity.tenant) || !isDeviceKey(identity.device)) return false;
  const own = base(identity);
  return filter === `${own}/down/#` || DOWN_CHANNELS.some((channel) => filter === `${own}/down/${channel}`);
}
