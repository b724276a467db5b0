import type { DeviceLatest, LatestValue } from "@outstation/db/series/latest";
import type { PlacedMessage } from "./placed-message";

/** The newest value of each point, one update a device. */
export function newestValues(messages: readonly PlacedMessage[]): DeviceLatest[] {
  const devices = new Map<string, PlacedMessage[]>();
  for (const message of messages) {
    const own = devices.get(message.deviceId);
    if (own === undefined) devices.set(message.deviceId, [message]);
    // Most often a message says everything anew, and the one before has nothing more to say.
    else if (supersedes(message, own.at(-1) as PlacedMessage)) own[own.length - 1] = message;
    else own.push(message);
  }
  return Array.from(devices, ([deviceId, own]) => ({ deviceId, ...newestOf(own) }));
}

function supersedes({ columns }: PlacedMessage, { columns: before }: PlacedMessage): boolean {
  if (columns.points !== before.points) return false;
  let newest = 0;
  for (let i = 0; i < before.measuredAt.length; i++) newest = Math.max(newest, before.measuredAt[i] as number);
  for (let i = 0; i < columns.measuredAt.length; i++) if ((columns.measuredAt[i] as number) <= newest) return false;
  return true;
}

function newestOf(messages: readonly PlacedMessage[]): Pick<DeviceLatest, "receivedAt" | "latest"> {
  const latest: Record<string, LatestValue> = {};
  let newest = 0;
  for (const { columns, values, receivedAt } of messages) {
    newest = Math.max(newest, receivedAt);
    for (const [index, point] of columns.points.entries()) {
      const measuredAt = columns.measuredAt[index] as number;
      const known = latest[point];
      if (known === undefined || measuredAt > known[0])
        latest[point] = [measuredAt, values[index] ?? null, columns.qualities?.[index] ?? 0, receivedAt];
    }
  }
  return { receivedAt: newest, latest };
}
