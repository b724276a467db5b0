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
vi.setConfig({ testTimeout: 300_000, hookTimeout: 120_000 });

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
  const some = [
    "src/outputs/registry.ts",
    "src/outputs/modbus-coil.ts",
    "src/drivers/opcua/write.ts",
    "WriteRequest",
    "CallRequest",
    "HistoryUpdateRequest",
  ];
  expect(writers).toEqual(expect.arrayContaining(some));
});

test("the library's own write and call reach a server from the standard build, and cannot from the read-only one", async () => {
  const { acmeOpcUa: port } = await freePorts();
  const controller = createController({ name: "line", folder, port, points: 1, samplingMs: 200, securityMode: "None" });
  await controller.start();
  const entry = fileURLToPath(new URL("attempt.ts", import.meta.url));
  const attempt = async (kind: BuildKind) => {
    const { file } = await bundleEdge(kind, join(folder, `attempt-${kind}.mjs`), entry);
    return (await promisify(execFile)(process.execPath, [file, controller.source.endpoint])).stdout;
  };
  try {
    expect(await attempt("readonly")).toBe(
      "updates of: outstation-edge-readonly\nread: Good\nwrite: TypeError\ncall: TypeError\n",
    );
    expect(controller.changesAsked()).toBe(0);
    expect(await attempt("standard")).toBe("updates of: outstation-edge\nread: Good\nwrite: sent\ncall: sent\n");
    expect(controller.changesAsked()).toBe(2);
  } finally {
    await controller.stop();
  }
});
