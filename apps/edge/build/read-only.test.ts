import { execFile } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import type { BuildKind } from "@outstation/contracts/edge/build-statement";
import { createController } from "@outstation/local/hardware/opcua/controller";
import { freePorts } from "@outstation/local/ports";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { bundleEdge } from "./bundle";
import { findWriters } from "./inspect";

// Bundling and processes take their time on a busy machine; nothing here waits for a time to pass.
vi.setConfig({ testTimeout: 120_000, hookTimeout: 120_000 });

// Promise: the read-only gateway has no code that could change anything on site; the same inspection finds all of it in the
// standard one.

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "outstation-build-"));
  symlinkSync(fileURLToPath(new URL("../node_modules", import.meta.url)), join(folder, "node_modules"));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

async function writersOf(kind: BuildKind) {
  const { file, metafile, sha256 } = await bundleEdge(kind, join(folder, `${kind}.mjs`));
  return { sha256, writers: findWriters({ text: readFileSync(file, "utf8"), metafile }) };
}

test("nothing in the read-only bundle writes, and the same bytes come of the same sources", async () => {
  const { writers, sha256 } = await writersOf("readonly");
  expect(writers).toEqual([]);
  expect((await writersOf("readonly")).sha256).toBe(sha256);
});

test("the inspection finds what the standard bundle writes with", async () => {
  const { writers } = await writersOf("standard");
  expect(writers).toEqual(
    expect.arrayContaining([
      "src/outputs/registry.ts",
      "src/outputs/modbus-coil.ts",
      "WriteRequest",
      "CallRequest",
      "HistoryUpdateRequest",
    ]),
  );
});

test.each([
  ["readonly", { write: "TypeError", call: "TypeError" }, 0],
  ["standard", { write: "sent", call: "sent" }, 2],
] as const)("whoever calls the library's write and call in the %s build has %j", async (kind, outcome, asked) => {
  const { acmeOpcUa: port } = await freePorts();
  const controller = createController({ name: "line", folder, port, points: 1, samplingMs: 200, securityMode: "None" });
  await controller.start();
  try {
    const entry = fileURLToPath(new URL("attempt.ts", import.meta.url));
    const { file } = await bundleEdge(kind, join(folder, `attempt-${kind}.mjs`), entry);
    const { stdout } = await promisify(execFile)(process.execPath, [file, controller.source.endpoint]);
    expect(stdout).toBe(`read: Good\nwrite: ${outcome.write}\ncall: ${outcome.call}\n`);
    expect(controller.changesAsked()).toBe(asked);
  } finally {
    await controller.stop();
  }
});
