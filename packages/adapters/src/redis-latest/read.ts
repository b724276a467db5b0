import type { DeviceLatest } from "@outstation/domain/ports";
import type { Redis } from "ioredis";
import { answersOf } from "./connection";
import { deviceKey, HEARD_AT, indexKey, WRITERS_KEY } from "./keys";

/** Hashes a round trip reads at most. */
const HASHES_MAX = 500;

/**
 * Last values as Redis has them, or null where it cannot vouch for them: a writer is silent, nobody has written yet, or a value
 * is gone that was there.
 */
export async function readLatest(
  redis: Redis,
  tenantId: string,
  deviceId: string | null,
): Promise<DeviceLatest[] | null> {
  const asked = redis.pipeline().time().hvals(WRITERS_KEY);
  if (deviceId !== null) {
    const [time, writers, hash] = await answersOf(asked.hgetall(deviceKey(tenantId, deviceId)));
    const device = isWhole(time, writers) ? toDevice(deviceId, hash as Hash) : null;
    return device && [device];
  }
  const [time, writers, members] = await answersOf(asked.smembers(indexKey(tenantId)));
  return isWhole(time, writers) ? readHashes(redis, tenantId, members as string[]) : null;
}

type Hash = Readonly<Record<string, string>>;

async function readHashes(redis: Redis, tenantId: string, members: readonly string[]): Promise<DeviceLatest[] | null> {
  const devices: DeviceLatest[] = [];
  for (let at = 0; at < members.length; at += HASHES_MAX) {
    const some = members.slice(at, at + HASHES_MAX);
    const commands = redis.pipeline();
    for (const id of some) commands.hgetall(deviceKey(tenantId, id));
    const hashes = await answersOf(commands);
    for (const [index, id] of some.entries()) {
      const device = toDevice(id, hashes[index] as Hash);
      if (device === null) return null;
      devices.push(device);
    }
  }
  return devices;
}

/** Whether everyone who writes has said that what is committed is here, for now. */
function isWhole(time: unknown, writers: unknown): boolean {
  const [seconds, micros] = time as [string | number, string | number];
  const now = Number(seconds) * 1000 + Number(micros) / 1000;
  const until = (writers as string[]).map(Number);
  return until.length > 0 && until.every((each) => each > now);
}

/** Null where there is no hash: a device that never sent, or one that Redis has forgotten. Postgres knows which. */
function toDevice(deviceId: string, hash: Hash): DeviceLatest | null {
  const { [HEARD_AT]: receivedAt, ...points } = hash;
  if (receivedAt === undefined) return null;
  const latest: Record<string, DeviceLatest["latest"][string]> = {};
  for (const [point, value] of Object.entries(points)) latest[point] = JSON.parse(value);
  return { deviceId, receivedAt: Number(receivedAt), latest };
}
