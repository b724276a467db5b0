import { existsSync, mkdirSync, mkdtempSync, readFileSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { inheritedEnv } from "@outstation/kit/env";
import { createLogger } from "@outstation/kit/logger";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { ensureInstalled, readPointer, tryVersion, writePointer } from "./installation";
import { type Supervisor, superviseGateway } from "./supervisor";

vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 });

// Promise: a version that does not prove itself is gone back from by itself, and one that does stays; with real processes.

const logger = createLogger("test", "silent");
const poll = { interval: 10, timeout: 30_000 };
let folder: string;
let supervisor: Supervisor | undefined;

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), "outstation-supervisor-"));
  install("0.1.0", "stay();");
  await writePointer(folder, { version: "0.1.0", trial: null, failed: null });
});
afterEach(async () => {
  await supervisor?.stop();
  supervisor = undefined;
  rmSync(folder, { recursive: true, force: true });
});

/** A gateway in small: it notes that it started, and does as it is told. */
function install(version: string, does: string) {
  mkdirSync(join(folder, "versions", version), { recursive: true });
  writeFileSync(
    join(folder, "versions", version, "gateway.mjs"),
    `import { appendFileSync } from "node:fs";
     appendFileSync(${JSON.stringify(join(folder, "starts"))}, "${version} ");
     const stay = () => setInterval(() => {}, 1000);
     ${does}`,
  );
}
const starts = () =>
  existsSync(join(folder, "starts")) ? readFileSync(join(folder, "starts"), "utf8").trim().split(" ") : [];
function start(trialMs: number) {
  supervisor = superviseGateway({ folder, env: inheritedEnv({}), trialMs, logger });
}

test("a version that says it is healthy stays, and what nobody goes back to is deleted", async () => {
  install("0.0.9", "");
  install("0.2.0", `stay(); process.send("healthy");`);
  await tryVersion(folder, "0.2.0");
  start(30_000);
  await vi.waitUntil(async () => (await readPointer(folder)).trial === null, poll);
  expect(await readPointer(folder)).toEqual({ version: "0.2.0", trial: null, failed: null });
  await vi.waitUntil(() => !existsSync(join(folder, "versions", "0.0.9")), poll);
  expect(starts()).toEqual(["0.2.0"]);
});

test("a version that runs and never reaches the platform is gone back from after its time", async () => {
  install("0.2.0", "stay();");
  await tryVersion(folder, "0.2.0");
  start(300);
  await vi.waitUntil(() => starts().includes("0.1.0"), poll);
  const pointer = await readPointer(folder);
  expect(pointer).toMatchObject({ version: "0.1.0", trial: null, failed: { version: "0.2.0" } });
  expect(pointer.failed?.reason).toContain("did not reach the platform");
});

test("a version that cannot stay up is gone back from after three starts", async () => {
  install("0.2.0", "process.exit(1);");
  await tryVersion(folder, "0.2.0");
  start(30_000);
  await vi.waitUntil(() => starts().includes("0.1.0"), poll);
  expect(starts()).toEqual(["0.2.0", "0.2.0", "0.2.0", "0.1.0"]);
  expect((await readPointer(folder)).failed?.reason).toContain("stopped 3 times");
});

test("a gateway that ends is started again, and one that changed the pointer is started as the other version", async () => {
  install("0.2.0", `stay(); process.send("healthy");`);
  // The gateway's own way: it puts the new version in its place, and ends.
  const pointer = { version: "0.2.0", trial: { previous: "0.1.0", starts: 0 }, failed: null };
  install(
    "0.1.0",
    `const { writeFileSync } = await import("node:fs");
     writeFileSync(${JSON.stringify(join(folder, "current.json"))}, ${JSON.stringify(JSON.stringify(pointer))});`,
  );
  start(30_000);
  await vi.waitUntil(async () => (await readPointer(folder)).trial === null, poll);
  await vi.waitUntil(() => starts().length === 2, poll);
  expect(starts()).toEqual(["0.1.0", "0.2.0"]);
});

test("the first time the bundle is put in its place as the first version, and an installation that is there stays", async () => {
  const [fresh, bundle] = [join(folder, "fresh"), join(folder, "bundle.mjs")];
  writeFileSync(bundle, "// the first");
  mkdirSync(join(folder, "node_modules"));
  await ensureInstalled(fresh, { version: "0.1.0", bundle });
  writeFileSync(bundle, "// another");
  await ensureInstalled(fresh, { version: "0.5.0", bundle });
  expect(await readPointer(fresh)).toEqual({ version: "0.1.0", trial: null, failed: null });
  expect(readFileSync(join(fresh, "versions", "0.1.0", "gateway.mjs"), "utf8")).toBe("// the first");
  expect(realpathSync(join(fresh, "node_modules"))).toBe(realpathSync(join(folder, "node_modules")));
});

test("stopping the supervisor stops the gateway", async () => {
  install(
    "0.1.0",
    `stay(); process.on("SIGTERM", () => { appendFileSync(${JSON.stringify(join(folder, "starts"))}, "ended"); process.exit(0); });`,
  );
  start(30_000);
  await vi.waitUntil(() => starts().length === 1, poll);
  await supervisor?.stop();
  expect(starts()).toEqual(["0.1.0", "ended"]);
});
