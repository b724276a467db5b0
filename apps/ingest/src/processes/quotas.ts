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

type Account = {
  messages: number;
  bytes: number;
  at: number;
  heldUntil: number;
  second: number;
  arrivals: number;
  arrivedBytes: number;
};

const SECOND_MS = 1000;
/**
 * Whom a quota holds it holds for this long at least, and lets what has become free go together: message by message, each as
 * its time comes, would be a transaction each, a hundred a second, and that is what the others would feel.
 */
const HOLD_MS_MIN = 100;

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
      heldUntil: now,
      second: now,
      arrivals: 0,
      arrivedBytes: 0,
    };
    accounts.set(tenant, opened);
    return opened;
  }

  function hold(
    account: Account,
    { tenantId, device }: Arrived,
    limit: "messagesPerSecond" | "bytesPerSecond",
    { asked, value, missing }: { asked: number; value: number; missing: number },
  ): number {
    note({ tenantId, limit, deviceKey: device, at: account.at, times: 1, asked, value });
    const ms = Math.max(HOLD_MS_MIN, Math.ceil((missing / value) * SECOND_MS));
    account.heldUntil = account.at + ms;
    return ms;
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
      if (now < account.heldUntil) return account.heldUntil - now;
      const { messagesPerSecond, bytesPerSecond } = limits.limitsOf(message.tenant);
      const passed = Math.max(0, now - account.at) / SECOND_MS;
      account.at = now;
      account.messages = Math.min(messagesPerSecond, account.messages + passed * messagesPerSecond);
      account.bytes = Math.min(bytesPerSecond, account.bytes + passed * bytesPerSecond);
      if (account.messages < 1)
        return hold(account, message, "messagesPerSecond", {
          asked: account.arrivals,
          value: messagesPerSecond,
          missing: 1 - account.messages,
        });
      if (account.bytes <= 0)
        return hold(account, message, "bytesPerSecond", {
          asked: account.arrivedBytes,
          value: bytesPerSecond,
          missing: 1 - account.bytes,
        });
      account.messages -= 1;
      account.bytes -= message.payload.byteLength;
      return 0;
    },
  };
}
