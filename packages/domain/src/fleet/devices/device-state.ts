/** How a device is doing, in the words the screens use. */
export type DeviceState = "connected" | "disconnected" | "stale" | "never_seen";

/** A device that sent nothing for this long while its path is up is stale. */
export const STALE_AFTER_MS = 60_000;

/** What is known of the path a device's readings take: its own connection, or its gateway's and the gateway's source for it. */
export type DevicePath = {
  /** Null where neither the device nor its gateway ever said a word. */
  readonly online: boolean | null;
  /** The gateway's driver for this device reports that it cannot reach it. */
  readonly sourceFailed: boolean;
  readonly lastSeenAt: number | null;
  /** A gateway is judged by its connection alone; it has no readings of its own. */
  readonly isGateway: boolean;
};

export function stateOf(path: DevicePath, now: number): DeviceState {
  if (path.online === null && path.lastSeenAt === null) return "never_seen";
  if (path.online !== true || path.sourceFailed) return "disconnected";
  if (path.isGateway) return "connected";
  if (path.lastSeenAt === null) return "never_seen";
  return now - path.lastSeenAt > STALE_AFTER_MS ? "stale" : "connected";
}
