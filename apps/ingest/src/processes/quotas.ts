import type { LimitHit, LimitLookup } from "@outstation/domain/tenancy/limits";
import type { Clock } from "@outstation/kit/clock";
import type { Arrived } from "../pipeline/messages";

/** What each tenant may send in a second, as the bridge keeps to it: beyond it a message waits, unacknowledged. */
export type Quotas = {
  /** Counts a message that arrived. */
  arrived(message: Arrived): void;
  /** 0, and the message is spent; otherwise the milliseconds until its tenant may go on. */
  waitMs(message: Arrived): number;
};

type Account = { messages: number; bytes: number; at: number; second: number; arrivals: number; arrivedBytes: number };

const SECOND_MS = 1000;

/**
 * A bucket a tenant and limit, filled at the limit's rate and holding a second of it. A message goes while there is anything
 * in both, and may overdraw them, so that one larger than a bucket still goes.
 * @param note told of each message that had to wait, with the limit that held it.
 */
export function createQuotas(limits: LimitLookup, clock: Clock, note: (hit: LimitHit) => void): Quotas {
  const accounts = new Map<string, Account>();

  function accountOf(tenant: string, now: number): Account {
    const known = accounts.get(tenant);
    if (known) return known;
    const { messagesPerSecond, bytesPerSecond } = limits.limitsOf(tenant);
    const opened = {
      messages: messagesPerSecond,
      bytes: bytesPerSecond,
      at: now,
      second: now,
      arrivals: 0,
      arrivedBytes: 0,
    };
    accounts.set(tenant, opened);
    return opened;
  }

  function held(
    { tenantId, device }: Arrived,
    at: number,
    limit: "messagesPerSecond" | "bytesPerSecond",
    asked: number,
    value: number,
    missing: number,
  ): number {
    note({ tenantId, limit, deviceKey: device, at, times: 1, asked, value });
    return Math.max(1, Math.ceil((missing / value) * SECOND_MS));
  }

  return {
    arrived: ({ tenant, payload }) => {
      const now = clock.now();
      const account = accountOf(tenant, now);
      if (now - account.second >= SECOND_MS) Object.assign(account, { second: now, arrivals: 0, arrivedBytes: 0 });
      account.arrivals++;
      account.arrivedBytes += payload.byteLength;
    },
    waitMs: (message) => {
      const now = clock.now();
      const account = accountOf(message.tenant, now);
      const { messagesPerSecond, bytesPerSecond } = limits.limitsOf(message.tenant);
      const passed = Math.max(0, now - account.at) / SECOND_MS;
      account.at = now;
      account.messages = Math.min(messagesPerSecond, account.messages + passed * messagesPerSecond);
      account.bytes = Math.min(bytesPerSecond, account.bytes + passed * bytesPerSecond);
      if (account.messages < 1)
        return held(message, now, "messagesPerSecond", account.arrivals, messagesPerSecond, 1 - account.messages);
      if (account.bytes <= 0)
        return held(message, now, "bytesPerSecond", account.arrivedBytes, bytesPerSecond, 1 - account.bytes);
      account.messages -= 1;
      account.bytes -= message.payload.byteLength;
      return 0;
    },
  };
}
