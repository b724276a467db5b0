import type { WorkerTx } from "@outstation/domain/ports";
import { createLogger } from "@outstation/kit/logger";
import { createTurnstile } from "@outstation/kit/turnstile";
import { expect, test } from "vitest";
import type { PipelineDeps } from "./accept-batch";
import { acceptOrIsolate } from "./isolate";
import type { Arrived } from "./messages";

const arrived = (device: string): Arrived => ({
  tenant: "acme",
  tenantId: "0192f0c1-0000-7000-8000-000000000001",
  device,
  channel: "telemetry",
  // Not telemetry: every message goes the short way, to quarantine, and what is tested is who goes alone.
  payload: Buffer.from(device),
  receivedAt: 1,
});

/** A database that refuses a transaction in which a message of this device is quarantined for what it says. */
function refusing(poison: string, error: Error) {
  const kept: string[] = [];
  const deps = {
    lookup: { findDevice: async () => null },
    schemas: { prepare: async () => undefined },
    turnstile: createTurnstile(),
    prepareDays: async () => undefined,
    logger: createLogger("test", "silent"),
    log: {
      append: async (_stream: string, records: readonly { key: string; value: Uint8Array }[]) => {
        const text = records.map(({ value }) => Buffer.from(value).toString("latin1"));
        if (text.some((value) => value.includes(poison) && !value.includes("store.refused"))) throw error;
        kept.push(...records.map(({ key }) => key));
        return records.map((_, offset) => ({ partition: 0, offset }));
      },
    },
    transact: (work: (tx: WorkerTx) => Promise<unknown>) => work({ asTenant: async () => undefined } as never),
  } as unknown as PipelineDeps & { logger: ReturnType<typeof createLogger> };
  return { deps, kept };
}

const devices = ["a", "b", "c", "poison", "d", "e", "f"];

test("one message whose data the database refuses goes to quarantine alone; the others go on in their order", async () => {
  const { deps, kept } = refusing("poison", Object.assign(new Error("invalid byte sequence"), { code: "22021" }));
  const outcome = await acceptOrIsolate(devices.map(arrived), deps);
  expect(outcome).toEqual({ messages: 7, stored: 0, refused: 7 });
  expect(kept).toEqual(devices.map((device) => `acme/${device}`));
});

test.each([
  ["a database that is away", Object.assign(new Error("terminating connection"), { code: "57P01" })],
  ["a full disk", Object.assign(new Error("could not extend file"), { code: "53100" })],
  ["a missing table", Object.assign(new Error("relation does not exist"), { code: "42P01" })],
])("%s is nobody's message's fault: all come again", async (_what, error) => {
  const { deps, kept } = refusing("poison", error);
  await expect(acceptOrIsolate(devices.map(arrived), deps)).rejects.toBe(error);
  expect(kept).toEqual([]);
});
