import type { BillingEvent } from "@outstation/contracts/streams/billing-event";

export const HOUR_MS = 3_600_000;

/** What a device sent in a UTC hour. `hour` is its beginning in Unix milliseconds. */
export type DeviceHour = {
  readonly deviceId: string;
  readonly hour: number;
  readonly messages: number;
  readonly bytes: number;
};

/** Sums by device and hour, in a fixed order. An event belongs to the hour of its `ts`: when its last message was received. */
export class UsageHours {
  private readonly sums = new Map<string, { deviceId: string; hour: number; messages: number; bytes: number }>();

  add({ device_id: deviceId, ts, message_count, byte_count }: BillingEvent): void {
    const hour = Math.floor(Date.parse(ts) / HOUR_MS) * HOUR_MS;
    const key = `${hour}/${deviceId}`;
    const sum = this.sums.get(key) ?? { deviceId, hour, messages: 0, bytes: 0 };
    sum.messages += message_count;
    sum.bytes += byte_count;
    this.sums.set(key, sum);
  }

  list(): DeviceHour[] {
    return [...this.sums.values()].sort((a, b) => a.hour - b.hour || (a.deviceId < b.deviceId ? -1 : 1));
  }
}

export type HourDifference = {
  readonly deviceId: string;
  readonly hour: number;
  readonly counted: { readonly messages: number; readonly bytes: number };
  readonly recomputed: { readonly messages: number; readonly bytes: number };
};

const NOTHING = { messages: 0, bytes: 0 };

/** Where a recomputation says something else than what is counted. */
export function compareHours(counted: readonly DeviceHour[], recomputed: readonly DeviceHour[]): HourDifference[] {
  const keyOf = ({ deviceId, hour }: DeviceHour) => `${hour}/${deviceId}`;
  const before = new Map(counted.map((row) => [keyOf(row), row]));
  const after = new Map(recomputed.map((row) => [keyOf(row), row]));
  const all = [...counted, ...recomputed.filter((row) => !before.has(keyOf(row)))];
  return all
    .map((row) => {
      const [is, should] = [before.get(keyOf(row)) ?? NOTHING, after.get(keyOf(row)) ?? NOTHING];
      return {
        deviceId: row.deviceId,
        hour: row.hour,
        counted: { messages: is.messages, bytes: is.bytes },
        recomputed: { messages: should.messages, bytes: should.bytes },
      };
    })
    .filter(({ counted: is, recomputed: should }) => is.messages !== should.messages || is.bytes !== should.bytes)
    .sort((a, b) => a.hour - b.hour || (a.deviceId < b.deviceId ? -1 : 1));
}
