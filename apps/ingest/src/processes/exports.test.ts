import { manualClock } from "@outstation/kit/clock";
import { createLogger } from "@outstation/kit/logger";
import { expect, test, vi } from "vitest";
import { type ExportsDeps, exportsProcess } from "./exports";

test("what waits at the start is made, then what is announced, without a look at the others", async () => {
  const waiting = new Map([
    ["a", ["a1", "a2"]],
    ["b", ["b1"]],
  ]);
  const asked: string[] = [];
  const made: string[] = [];
  let announce: Parameters<ExportsDeps["listen"]>[0] = () => undefined;
  const process = exportsProcess({
    clock: manualClock(1),
    logger: createLogger("test", "silent"),
    listTenants: async () => [
      { id: "a", slug: "acme" },
      { id: "b", slug: "globex" },
    ],
    listWaiting: async (tenantId) => {
      asked.push(tenantId);
      return waiting.get(tenantId)?.splice(0) ?? [];
    },
    run: async (tenant, exportId) => {
      made.push(`${tenant.slug} ${exportId}`);
      return "ready";
    },
    listen: (onChanged, signal) => {
      announce = onChanged;
      return new Promise((resolve) => signal.addEventListener("abort", () => resolve()));
    },
    forget: async () => 0,
  });
  await process.start();
  await vi.waitFor(() => expect(made).toEqual(["acme a1", "acme a2", "globex b1"]));
  asked.length = 0;
  waiting.set("b", ["b2"]);
  announce({ tenantId: "b", exportId: "b2" });
  await vi.waitFor(() => expect(made).toHaveLength(4));
  expect(asked).toEqual(["b"]);
  waiting.set("a", ["a3"]);
  announce(null);
  await vi.waitFor(() => expect(made).toHaveLength(5));
  await process.stop();
});
