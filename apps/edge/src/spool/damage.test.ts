import {
  closeSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
  writeSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { manualClock } from "@outstation/kit/clock";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { type NewMessage, openSpool, type Spool } from "./spool";
import { seeded } from "./testing/seeded";
import type { SpoolTrouble } from "./trouble";

// Promise: whatever a power cut or a dying disk did to the files, the gateway starts, sends nothing wrong, and says what it lost.

// Each round opens a store and writes to it through to the disk.
vi.setConfig({ testTimeout: 60_000 });

const noon = Date.UTC(2026, 10, 24, 12);
const clock = manualClock(noon);
const folder = mkdtempSync(join(tmpdir(), "outstation-spool-damage-"));
const FILES = ["spool.db", "spool.db-wal", "spool.db.mark"];
let running: Spool;
let messages = 0;

const message = (number: number): NewMessage => ({
  channel: "telemetry",
  class: number % 4 === 0 ? 1 : 2,
  encode: ({ boot, seq }) => Buffer.from(`${boot}/${seq} ${"x".repeat((number * 53) % 6000)}`),
});

beforeAll(() => {
  const random = seeded(1);
  const write = (spool: Spool, upTo: number) => {
    while (messages < upTo) {
      const count = 1 + Math.floor(random() * 12);
      spool.append(Array.from({ length: count }, () => message(messages++)));
      // So that the files have free pages too.
      if (random() < 0.1) spool.acknowledge(spool.listAfter(null, 3));
    }
  };
  const first = openSpool({ file: join(folder, "spool.db"), clock });
  write(first, 200);
  // Now these lie in the file itself; what comes next lies in its log.
  first.close();
  running = openSpool({ file: join(folder, "spool.db"), clock });
  write(running, 400);
});
afterAll(() => {
  running.close();
  rmSync(folder, { recursive: true, force: true });
});

/** The files as a power cut would leave them now, and what was done to one of them. */
function copyOf(name: string): string {
  const copy = join(folder, name);
  mkdirSync(copy);
  for (const file of FILES) cpSync(join(folder, file), join(copy, file));
  return copy;
}

/** Opens what is left, reads all of it, goes on working, and looks at what it says. */
function survive(copy: string) {
  const troubles: SpoolTrouble[] = [];
  const spool = openSpool({ file: join(copy, "spool.db"), clock, onTrouble: (trouble) => troubles.push(trouble) });
  const kept = spool.listAfter(null, 10_000);
  for (const { boot, seq, payload } of kept)
    expect(Buffer.from(payload).toString().replaceAll("x", "")).toBe(`${boot}/${seq} `);
  expect(new Set(kept.map(({ boot, seq }) => `${boot}/${seq}`)).size).toBe(kept.length);
  expect(spool.boot).toBeGreaterThan(running.boot);
  expect(spool.append([message(7)])).toBe(true);
  expect(spool.listAfter(null, 10_000).at(-1)).toMatchObject({ boot: spool.boot, seq: 1 });
  const { spool: said, dropped } = spool.status();
  spool.close();
  return { kept: kept.length, said, dropped, troubles };
}

const waiting = () => running.level().messages;

test("files that a power cut left as they were lose nothing, and nothing is said", () => {
  const { kept, said, troubles } = survive(copyOf("untouched"));
  expect(kept).toBe(waiting());
  expect(said.damage).toBeUndefined();
  expect(troubles).toEqual([]);
});

test.each(["spool.db", "spool.db-wal"])("%s cut at any byte: what is missing is said", (file) => {
  const random = seeded(file.length);
  for (let round = 0; round < 8; round++) {
    const copy = copyOf(`cut-${file}-${round}`);
    const size = statSync(join(copy, file)).size;
    truncateSync(join(copy, file), Math.floor(random() * size));
    const { kept, said, dropped, troubles } = survive(copy);
    if (kept < waiting()) {
      expect(said.damage, `cut ${round}`).toBeDefined();
      expect(dropped).toContainEqual(expect.objectContaining({ boot: running.boot, to: running.lastKey(2).seq }));
      expect(troubles[0]?.what).toBe("damaged");
    }
  }
});

test.each(["spool.db", "spool.db-wal"])(
  "bytes of %s flipped at random places: nothing wrong is sent, what is missing is said",
  (file) => {
    const random = seeded(100 + file.length);
    let losses = 0;
    for (let round = 0; round < 10; round++) {
      const copy = copyOf(`flip-${file}-${round}`);
      flip(join(copy, file), random, 1 + Math.floor(random() * 4));
      const { kept, said } = survive(copy);
      if (kept < waiting()) {
        losses += 1;
        expect(said.damage, `flip ${round}`).toBeDefined();
      }
    }
    expect(losses).toBeGreaterThan(0);
  },
);

test("a damaged store lies beside the new one, whole", () => {
  const copy = copyOf("beside");
  const file = join(copy, "spool.db");
  const before = Buffer.alloc(readFileSync(file).byteLength, 0x5a);
  writeFileSync(file, before);
  const { said, troubles } = survive(copy);
  expect(said.damage?.file).toMatch(/spool\.db\.damaged-2026-11-24T12-00-00-000Z$/);
  expect(readFileSync(said.damage?.file ?? "").equals(before)).toBe(true);
  expect(existsSync(`${said.damage?.file}-wal`)).toBe(true);
  expect(troubles[0]?.detail).toContain("the old one is");
  expect(readdirSync(copy).filter((name) => name.includes("damaged")).length).toBeGreaterThan(0);
});

test("a store that is damaged while it is in use is set aside, and what comes next is kept", () => {
  const file = join(folder, "in-use.db");
  const troubles: SpoolTrouble[] = [];
  const spool = openSpool({ file, clock, onTrouble: (trouble) => troubles.push(trouble) });
  const large = Buffer.alloc(60_000, 1);
  // More than SQLite keeps in memory, and more than its log holds before it goes into the file.
  for (let count = 0; count < 150; count++) spool.append([{ channel: "telemetry", encode: () => large }]);
  writeFileSync(file, Buffer.alloc(statSync(file).size, 0xff));
  spool.listAfter(null, 1000);
  expect(troubles.map(({ what }) => what)).toEqual(["damaged"]);
  expect(spool.append([message(1)])).toBe(true);
  expect(spool.listAfter(null, 10)).toMatchObject([{ boot: spool.boot, seq: 151 }]);
  expect(spool.status()).toMatchObject({
    spool: { lost: 150, damage: { file: expect.stringContaining("in-use.db.damaged-") } },
    dropped: [{ boot: spool.boot, from: 1, to: 150 }],
  });
  spool.close();
});

function flip(file: string, random: () => number, times: number): void {
  const bytes = readFileSync(file);
  const handle = openSync(file, "r+");
  for (let time = 0; time < times; time++) {
    const at = Math.floor(random() * bytes.length);
    writeSync(handle, Buffer.from([(bytes[at] ?? 0) ^ (1 << Math.floor(random() * 8))]), 0, 1, at);
  }
  closeSync(handle);
}
