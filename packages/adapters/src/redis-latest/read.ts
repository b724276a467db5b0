import { createHash } from "node:crypto";
import type { DeviceLatest } from "@outstation/domain/ports";
import type { Redis } from "ioredis";
import { answersOf } from "./connection";
import { deviceKey, indexKey, WRITERS_KEY } from "./keys";
import { READ_DEVICES } from "./scripts";

/** Devices a command reads at most: Redis answers nobody else meanwhile, for some milliseconds. */
const DEVICES_MAX = 200;
const READ_DEVICES_SHA = createHash("sha1").update(READ_DEVICES).digest("hex");

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
  if (deviceId === null) asked.smembers(indexKey(tenantId));
  const [time, writers, members] = await answersOf(asked);
  if (!isWhole(time, writers)) return null;
  return readDevices(redis, tenantId, deviceId === null ? (members as string[]) : [deviceId]);
}

async function readDevices(redis: Redis, tenantId: string, ids: readonly string[]): Promise<DeviceLatest[] | null> {
  const keys = ids.map((id) => deviceKey(tenantId, id));
  const parts = Array.from({ length: Math.ceil(keys.length / DEVICES_MAX) }, (_, part) =>
    evaluate(redis, keys.slice(part * DEVICES_MAX, (part + 1) * DEVICES_MAX)),
  );
  const texts = (await Promise.all(parts)).flat();
  // A device that never sent, or one that Redis has forgotten. Postgres knows which.
  if (texts.some((text) => text === "")) return null;
  return ids.map((deviceId, index) => {
    const { at, latest } = JSON.parse(texts[index] ?? "null") as { at: number; latest: DeviceLatest["latest"] };
    return { deviceId, receivedAt: at, latest };
  });
}

async function evaluate(redis: Redis, keys: readonly string[]): Promise<string[]> {
  try {
    return (await redis.evalsha(READ_DEVICES_SHA, keys.length, ...keys)) as string[];
  } catch (reason) {
    if (!(reason instanceof Error && reason.message.startsWith("NOSCRIPT"))) throw reason;
    return (await redis.eval(READ_DEVICES, keys.length, ...keys)) as string[];
  }
}

/** Whether everyone who writes has said that what is committed is here, for now. */
function isWhole(time: unknown, writers: unknown): boolean {
  const [seconds, micros] = time as [string | number, string | number];
  const now = Number(seconds) * 1000 + Number(micros) / 1000;
  const until = (writers as string[]).map(Number);
  return until.length > 0 && until.every((each) => each > now);
}
