import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync, statfsSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { manualClock } from "@outstation/kit/clock";
import { afterAll, beforeAll, expect, test } from "vitest";
import { openLanes } from "./lanes";
import { type NewMessage, openSpool } from "./spool";
import type { SpoolTrouble } from "./trouble";

// Promise: a full disk is said, and costs nothing that memory can hold: what is read meanwhile can still be sent, and is
// written when there is room.

const clock = manualClock(Date.UTC(2026, 10, 24, 12));
const folder = mkdtempSync(join(tmpdir(), "outstation-full-disk-"));
/** A file system of 4 MiB of its own takes root. */
const refusal = mount();
beforeAll(() => {
  if (refusal !== null) console.warn(`skipped: a small file system cannot be mounted here (${refusal})`);
});
afterAll(() => {
  if (refusal === null) execFileSync("umount", ["--lazy", folder], { stdio: "pipe" });
  rmSync(folder, { recursive: true, force: true });
});

const message = (number: number): NewMessage => ({
  channel: "telemetry",
  encode: ({ seq }) => Buffer.from(`${number} ${seq} ${"x".repeat(1000)}`),
});
const fill = () => {
  const { bavail, bsize } = statfsSync(folder);
  writeFileSync(join(folder, "others"), Buffer.alloc(bavail * bsize));
};
const free = () => rmSync(join(folder, "others"));

test.skipIf(refusal !== null)(
  "a full disk is said and outlived in memory; with room again everything is written, once and in order",
  () => {
    const troubles: SpoolTrouble[] = [];
    const file = join(folder, "spool.db");
    const options = {
      file,
      clock,
      memoryBytesMax: 100_000,
      onTrouble: (trouble: SpoolTrouble) => troubles.push(trouble),
    };
    const spool = openSpool(options);
    const lanes = openLanes(spool, clock);
    let made = 0;
    const append = () => spool.append([message(++made)]);
    expect(append()).toBe(true);
    fill();
    // The log has some room of its own left.
    while (append()) clock.advance(1);
    const durable = made - 1;
    for (let more = 0; more < 20; more++) expect(append()).toBe(false);
    expect(spool.status().spool).toMatchObject({
      state: "full",
      detail: expect.stringContaining("full"),
      lost: 0,
      inMemory: { messages: 21 },
    });
    expect(troubles.map(({ what }) => what)).toEqual(["full"]);
    // What is only in memory goes out all the same, and is not kept once it was acknowledged.
    const given = lanes.next(10_000);
    expect(given.map(({ seq }) => seq)).toEqual(Array.from({ length: made }, (_, index) => index + 1));
    spool.acknowledge([{ boot: spool.boot, seq: made }]);
    expect(spool.status().spool.inMemory.messages).toBe(20);
    // More than memory may hold: the oldest of it is let go and named.
    for (let more = 0; more < 100; more++) append();
    const { spool: said, dropped } = spool.status();
    expect(said.inMemory.bytes).toBeLessThanOrEqual(100_000);
    // One of them was acknowledged before; it is not among those let go.
    const acknowledged = made - 100;
    const lastLost = durable + said.lost + 1;
    expect(dropped).toEqual([
      { boot: spool.boot, from: durable + 1, to: acknowledged - 1 },
      { boot: spool.boot, from: acknowledged + 1, to: lastLost },
    ]);
    free();
    clock.advance(2000);
    expect(append()).toBe(true);
    expect(spool.status().spool).toMatchObject({ state: "pressure", inMemory: { messages: 0 } });
    expect(troubles.at(-1)?.what).toBe("again");
    const kept = spool.listAfter(null, 10_000).map(({ seq }) => seq);
    const everything = Array.from({ length: made }, (_, index) => index + 1);
    expect(kept).toEqual(everything.filter((seq) => seq <= durable || seq > lastLost));
    spool.close();
  },
);

test.skipIf(refusal !== null)(
  "a gateway that starts on a full disk works from memory, and finds its store when there is room",
  () => {
    const before = openSpool({ file: join(folder, "late.db"), clock });
    before.append([message(1), message(2)]);
    before.close();
    fill();
    const spool = openSpool({ file: join(folder, "late.db"), clock });
    expect(spool.boot).toBeGreaterThan(before.boot);
    spool.append([message(3)]);
    free();
    clock.advance(2000);
    expect(spool.append([message(4)])).toBe(true);
    expect(spool.listAfter(null, 10).map(({ payload }) => Buffer.from(payload).toString().split(" ")[0])).toEqual([
      "1",
      "2",
      "3",
      "4",
    ]);
    spool.close();
  },
);

function mount(): string | null {
  try {
    execFileSync("mount", ["-t", "tmpfs", "-o", "size=4m", "outstation-test", folder], { stdio: "pipe" });
    return null;
  } catch (reason) {
    return reason instanceof Error ? (reason.message.split("\n").at(-1) ?? "no reason given") : String(reason);
  }
}
