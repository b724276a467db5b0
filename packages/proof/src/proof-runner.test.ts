import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { IsolationReport } from "@outstation/api/isolation-proof";
import { afterAll, expect, test, vi } from "vitest";
import { createProofRunner, type Prove } from "./proof-runner";

const folder = mkdtempSync(join(tmpdir(), "outstation-reports-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const reportOf = (id: string): IsolationReport => ({
  ...{ id, startedAt: 1, startedBy: "o@x.example", seconds: 2, attempts: 3, leaks: 0 },
  ...{ surfaces: [], missing: [], notes: [], tenants: [], failure: null },
});

/** A proof that ends when told to. */
function pending() {
  let end: (report: IsolationReport) => void = () => undefined;
  let fail: (reason: Error) => void = () => undefined;
  const prove = vi.fn<Prove>(
    (_by, onProgress) =>
      new Promise((resolve, reject) => {
        [end, fail] = [resolve, reject];
        onProgress({ phase: "Tables", attempts: 7, leaks: 0, surfaces: [] });
      }),
  );
  return { prove, end: (report: IsolationReport) => end(report), fail: (reason: Error) => fail(reason) };
}
const idle = (view: () => Promise<{ running: unknown }>) => vi.waitUntil(async () => (await view()).running === null);

test("one at a time, its progress seen, its report kept over a restart", async () => {
  const { prove, end } = pending();
  const options = { prove, file: join(folder, "reports", "isolation.json"), now: () => 5, onError: () => undefined };
  const runner = createProofRunner(options);
  expect(await runner.view()).toEqual({ running: null, reports: [] });
  expect(runner.start("o@x.example")).toBe(true);
  expect(runner.start("p@x.example")).toBe(false);
  expect((await runner.view()).running).toMatchObject({
    startedAt: 5,
    startedBy: "o@x.example",
    phase: "Tables",
    attempts: 7,
  });
  end(reportOf("first"));
  await idle(runner.view);
  expect(runner.start("o@x.example")).toBe(true);
  end(reportOf("second"));
  await idle(runner.view);
  expect((await createProofRunner(options).view()).reports.map(({ id }) => id)).toEqual(["second", "first"]);
  expect(prove).toHaveBeenCalledTimes(2);
});

test("a proof that could not run is told of, and another can begin", async () => {
  const { prove, fail } = pending();
  const onError = vi.fn();
  const runner = createProofRunner({ prove, file: null, now: () => 5, onError });
  runner.start("o@x.example");
  fail(new Error("no database"));
  await idle(runner.view);
  expect(onError).toHaveBeenCalledWith(new Error("no database"));
  expect(runner.start("o@x.example")).toBe(true);
});
