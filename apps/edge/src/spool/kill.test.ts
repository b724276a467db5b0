import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { killAgainAndAgain } from "./testing/kill";
import { seeded } from "./testing/seeded";

// Promise: what `append` returned from is in the store once and as it was, whenever the process is killed.

const folder = mkdtempSync(join(tmpdir(), "outstation-spool-kill-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

test("20 kills at random moments lose nothing and repeat nothing", { timeout: 180_000 }, async () => {
  const outcome = await killAgainAndAgain({ file: join(folder, "spool.db"), kills: 20, random: seeded(11) });
  expect(outcome.promised).toBeGreaterThan(500);
  expect(outcome).toMatchObject({ lost: 0, twice: 0, wrong: 0, damaged: false });
});
