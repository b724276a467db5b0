import type { DeviceLatest, LatestValues } from "@outstation/domain/ports";
import type { Redis } from "ioredis";
import { answersOf } from "./connection";
import { deviceKey, indexKey } from "./keys";

/** Devices a round trip writes at most. */
export const DEVICES_MAX = 500;
/** Lua hands on some thousands of arguments at most. */
const POINTS_MAX = 1000;

export type Update = { readonly tenantId: string; readonly device: DeviceLatest };

/** Takes values in, in one round trip. @param script the SHA-1 of `KEEP_NEWEST`. */
export async function writeLatest(redis: Redis, script: string, updates: readonly Update[]): Promise<void> {
  if (updates.length === 0) return;
  const commands = redis.pipeline();
  for (const { tenantId, device } of updates) {
    const points = Object.entries(device.latest);
    for (let at = 0; at === 0 || at < points.length; at += POINTS_MAX)
      commands.evalsha(
        ...[script, 2, deviceKey(tenantId, device.deviceId), indexKey(tenantId)],
        ...[device.deviceId, device.receivedAt],
        ...points.slice(at, at + POINTS_MAX).flatMap(([point, value]) => [point, JSON.stringify(value)]),
      );
  }
  await answersOf(commands);
}

export type Rebuilt = { readonly tenants: number; readonly devices: number; readonly removed: number };

/** Writes everything that `truth` has, of every tenant, and takes out devices it does not have. Others may write meanwhile. */
export async function rebuild(
  redis: Redis,
  script: string,
  { truth, tenantIds }: { readonly truth: LatestValues; readonly tenantIds: readonly string[] },
): Promise<Rebuilt> {
  let [devices, removed] = [0, 0];
  for (const tenantId of tenantIds) {
    // Asked before: a device that is new meanwhile is then in neither, or in the truth.
    const indexed = await redis.smembers(indexKey(tenantId));
    const known = await truth.list(tenantId, null);
    for (let at = 0; at < known.length; at += DEVICES_MAX)
      await writeLatest(
        redis,
        script,
        known.slice(at, at + DEVICES_MAX).map((device) => ({ tenantId, device })),
      );
    const there = new Set(known.map(({ deviceId }) => deviceId));
    const gone = indexed.filter((deviceId) => !there.has(deviceId));
    if (gone.length > 0) await removeDevices(redis, tenantId, gone);
    devices += known.length;
    removed += gone.length;
  }
  return { tenants: tenantIds.length, devices, removed };
}

async function removeDevices(redis: Redis, tenantId: string, deviceIds: readonly string[]): Promise<void> {
  const commands = redis.pipeline().srem(indexKey(tenantId), ...deviceIds);
  for (const deviceId of deviceIds) commands.del(deviceKey(tenantId, deviceId));
  await answersOf(commands);
}
