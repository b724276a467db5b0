import type { IsolationReport } from "@outstation/api/isolation-proof";
import { proveIsolation } from "@outstation/proof/prove-isolation";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type Installation, startInstallation } from "./installation";

let installation: Installation;
let report: IsolationReport;
beforeAll(async () => {
  installation = await startInstallation();
  const { desk, urls, authority, web } = installation;
  const begun = Date.now();
  let phase = "";
  report = await proveIsolation({ desk, startedBy: "a test", web, ingestUrl: urls.ingest, authority }, (counts) => {
    if (counts.phase !== phase)
      console.log(
        `${((Date.now() - begun) / 1000).toFixed(1)} s, ${counts.attempts} attempts, ${counts.leaks} leaks: ${counts.phase}`,
      );
    phase = counts.phase;
  });
  for (const { surface, attempts, leaks } of report.surfaces)
    console.log(`${surface}: ${attempts} attempts, ${leaks.length} leaks`);
  if (report.failure) console.log(report.failure);
  console.log(`${report.attempts} attempts, ${report.leaks} leaks, ${report.seconds.toFixed(1)} s`);
}, 170_000);
afterAll(() => installation?.stop());

test("nothing leaks", () => {
  expect(report.surfaces.flatMap(({ leaks }) => leaks)).toEqual([]);
  expect(report.failure).toBeNull();
});
test("nothing is without a case", () => expect(report.missing).toEqual([]));
test("everything was tried", () => expect(report.notes).toEqual([]));
