import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { childEnv } from "./child-env";
import { commandLine } from "./os-process";
import type { ProcessSpec } from "./supervised";
import { createSupervisor, type Supervisor, type Traces } from "./supervisor";

// Promise: what dies comes back, what is stopped stays down, and nothing is left behind. With real processes.

let folder: string;
let lines: string[];
let supervisor: Supervisor;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "outstation-supervisor-"));
  lines = [];
  supervisor = createSupervisor(join(folder, "running.json"), (line) => lines.push(line));
});
afterEach(async () => {
  await supervisor.stop();
  rmSync(folder, { recursive: true, force: true });
});

const spec = (name: string, script: string): ProcessSpec => ({
  name,
  marker: name,
  command: process.execPath,
  args: ["-e", script],
  cwd: folder,
  env: childEnv(),
  logFile: join(folder, `${name}.log`),
  channel: true,
  stopSignal: "SIGTERM",
  stopMs: 500,
  readyMs: 10_000,
  isReady: (log) => log.includes("ready"),
});
const staysUp = `process.on("SIGTERM", () => { require("fs").appendFileSync("order", process.title + "\\n"); process.exit(0) });
  process.on("disconnect", () => process.exit(0)); console.log("ready")`;
const titled = (name: string) => spec(name, `process.title = "${name}"; ${staysUp}`);
const pidOf = (name: string): number => supervisor.pids()[name] ?? 0;

test("a process that is killed comes back under a new pid, with one line that says why and where its log is", async () => {
  await supervisor.start(titled("ingest"));
  const before = pidOf("ingest");
  await supervisor.kill("ingest", "SIGKILL");
  await supervisor.ready("ingest");
  expect(pidOf("ingest")).not.toBe(before);
  expect(lines).toEqual([`ingest died (SIGKILL); it starts again in 0.5 s. Its log: ${join(folder, "ingest.log")}`]);
});

test("a process that is to stay down stays down until it is started again", async () => {
  await supervisor.start(titled("edge"));
  await supervisor.kill("edge", "SIGTERM", { stayDown: true });
  expect(supervisor.pids()).toEqual({});
  await expect(supervisor.ready("edge")).rejects.toMatchObject({ code: "local.process_down" });
  await supervisor.restart("edge");
  expect(commandLine(pidOf("edge"))).not.toBe("");
  expect(lines).toEqual([]);
});

test("the last started is stopped first", async () => {
  for (const name of ["one", "two", "three"]) await supervisor.start(titled(name));
  const pids = Object.values(supervisor.pids());
  await supervisor.stop();
  expect(readFileSync(join(folder, "order"), "utf8").trim().split("\n")).toEqual(["three", "two", "one"]);
  expect(pids.map(commandLine)).toEqual(["", "", ""]);
});

test("what does not listen is killed when patience ends, and that is said", async () => {
  await supervisor.start(
    spec("deaf", `process.on("SIGTERM", () => {}); setInterval(() => {}, 1e6); console.log("ready")`),
  );
  const pid = pidOf("deaf");
  await supervisor.stop();
  expect(lines).toEqual([expect.stringMatching(/^deaf did not stop within 0.5 s and was killed/)]);
  expect(commandLine(pid)).toBe("");
});

test("a first start that fails gives the end of the log and is not repeated", async () => {
  const failing = supervisor.start(spec("broken", `console.error("no database"); process.exit(3)`));
  await expect(failing).rejects.toMatchObject({
    code: "local.process_failed",
    publicMessage: expect.stringContaining("exit code 3"),
    detail: { log: "no database" },
  });
  expect(supervisor.pids()).toEqual({});
  expect(lines).toEqual([]);
});

test("an abort ends a start that waits", async () => {
  const abort = new AbortController();
  const waiting = supervisor.start(spec("slow", "setInterval(() => {}, 1e6)"), abort.signal);
  abort.abort(new Error("stopped by hand"));
  await expect(waiting).rejects.toThrow("stopped by hand");
});

test("the trace names every process, so that the next start can find what a killed run left", async () => {
  await supervisor.start(titled("ingest"));
  const traces = JSON.parse(readFileSync(join(folder, "running.json"), "utf8")) as Traces;
  expect(traces.processes.map(({ pid }) => pid)).toEqual([pidOf("ingest")]);
  expect(traces.supervisor.pid).toBe(process.pid);
});

test("a log is read from where this run began", async () => {
  await supervisor.start(titled("ingest"));
  await supervisor.kill("ingest", "SIGTERM", { stayDown: true });
  const log = join(folder, "ingest.log");
  await supervisor.restart("ingest");
  await vi.waitFor(() => expect(readFileSync(log, "utf8")).toBe("ready\nready\n"));
  expect(existsSync(`${log}.1`)).toBe(false);
});
