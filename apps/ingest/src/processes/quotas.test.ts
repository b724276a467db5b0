import { DEFAULT_LIMITS, type LimitHit, type TenantLimits } from "@outstation/domain/tenancy/limits";
import { manualClock } from "@outstation/kit/clock";
import { expect, test } from "vitest";
import type { Arrived } from "../pipeline/messages";
import { createQuotas } from "./quotas";

function open(changes: Partial<TenantLimits>) {
  const clock = manualClock(1_000_000);
  const hits: LimitHit[] = [];
  const limits = { ...DEFAULT_LIMITS, ...changes };
  const lookup = { limitsOf: () => limits, limitsOfId: () => limits, refresh: async () => undefined };
  return { clock, hits, quotas: createQuotas(lookup, clock, (hit) => hits.push(hit)) };
}

const message = (tenant = "acme", bytes = 100): Arrived => ({
  tenant,
  tenantId: `id of ${tenant}`,
  device: "gw-1",
  channel: "telemetry",
  payload: new Uint8Array(bytes),
  receivedAt: 0,
});

test("a second's worth goes at once, the next waits its share of a second, and the wait is told with its limit", () => {
  const { clock, hits, quotas } = open({ messagesPerSecond: 10 });
  for (let i = 0; i < 10; i++) {
    quotas.arrived(message());
    expect(quotas.waitMs(message())).toBe(0);
  }
  quotas.arrived(message());
  expect(quotas.waitMs(message())).toBe(100);
  expect(hits).toEqual([
    {
      tenantId: "id of acme",
      limit: "messagesPerSecond",
      deviceKey: "gw-1",
      at: 1_000_000,
      times: 1,
      asked: 11,
      value: 10,
    },
  ]);
  clock.advance(100);
  expect(quotas.waitMs(message())).toBe(0);
  expect(quotas.waitMs(message())).toBe(100);
});

test("over a minute a tenant gets its rate and no more, however hard it asks", () => {
  const { clock, quotas } = open({ messagesPerSecond: 10 });
  let went = 0;
  for (let ms = 0; ms < 60_000; ms += 5) {
    if (quotas.waitMs(message()) === 0) went++;
    clock.advance(5);
  }
  expect(went).toBeGreaterThanOrEqual(600);
  expect(went).toBeLessThanOrEqual(610);
});

test("bytes are a limit of their own; a message larger than a second of them still goes, and its tenant pays it off", () => {
  const { clock, hits, quotas } = open({ bytesPerSecond: 1000 });
  expect(quotas.waitMs(message("acme", 3000))).toBe(0);
  expect(quotas.waitMs(message())).toBe(2001);
  expect(hits.map(({ limit }) => limit)).toEqual(["bytesPerSecond"]);
  clock.advance(2001);
  expect(quotas.waitMs(message())).toBe(0);
});

test("a tenant's bucket is its own", () => {
  const { quotas } = open({ messagesPerSecond: 1 });
  expect([
    quotas.waitMs(message("acme")),
    quotas.waitMs(message("acme")) > 0,
    quotas.waitMs(message("globex")),
  ]).toEqual([0, true, 0]);
});
