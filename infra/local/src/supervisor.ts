import { writeFileSync } from "node:fs";
import { sleep } from "@outstation/kit/clock";
import { fault } from "@outstation/kit/fault";
import { commandLine } from "./os-process";
import { exitReason, type ProcessSpec, type Run, startRun } from "./supervised";

/** A pid and a part of its command line, so that a later start can tell an orphan of ours from a stranger. */
export type Trace = { readonly name: string; readonly pid: number; readonly marker: string };
export type Traces = { readonly supervisor: Omit<Trace, "name">; readonly processes: readonly Trace[] };

export type Supervisor = {
  /** Starts a process, waits until it is ready, and keeps it running from then on. @throws Fault when it fails, or at the abort. */
  start(spec: ProcessSpec, abort?: AbortSignal): Promise<void>;
  /** Ends a process with `signal` and resolves when it is gone; it comes back by itself unless it is to `stayDown`. */
  kill(name: string, signal: NodeJS.Signals, options?: { readonly stayDown: boolean }): Promise<void>;
  /** Stops a process cleanly if it runs, starts it again and waits until it is ready. */
  restart(name: string): Promise<void>;
  /** Resolves when the process runs and is ready. */
  ready(name: string): Promise<void>;
  pids(): Readonly<Record<string, number>>;
  /** Stops everything, the last started first. */
  stop(): Promise<void>;
};

type Kept = {
  readonly spec: ProcessSpec;
  run: Run;
  /** Whether the present run was ready once. */
  ready: Promise<void>;
  wanted: boolean;
  failures: number;
};

/** The process counts as healthy again after this long. */
const healthyMs = 30_000;
const restartMs = (failures: number): number => Math.min(10_000, 500 * 2 ** failures);
/**
 * Keeps processes running.
 * @param traceFile is rewritten at every start of a process.
 * @param report gets one line when a process died.
 */
export function createSupervisor(traceFile: string, report: (line: string) => void): Supervisor {
  const kept = new Map<string, Kept>();
  const closing = new AbortController();

  const leaveTrace = () => {
    const processes: Trace[] = [...kept.values()]
      .filter(({ run }) => !run.hasExited())
      .map(({ spec, run }) => ({ name: spec.name, pid: run.pid, marker: spec.marker }));
    const traces: Traces = { supervisor: { pid: process.pid, marker: commandLine(process.pid) }, processes };
    writeFileSync(traceFile, `${JSON.stringify(traces)}\n`);
  };

  async function watch(one: Kept): Promise<void> {
    const startedAt = performance.now();
    const { run, spec } = one;
    const exit = await run.exited;
    if (!one.wanted || closing.signal.aborted || one.run !== run) return;
    if (performance.now() - startedAt > healthyMs) one.failures = 0;
    const waitMs = restartMs(one.failures++);
    report(`${spec.name} died (${exitReason(exit)}); it starts again in ${waitMs / 1000} s. Its log: ${spec.logFile}`);
    await sleep(waitMs, closing.signal);
    if (one.wanted && !closing.signal.aborted && one.run === run) launch(one);
  }

  function launch(one: Kept): void {
    one.wanted = true;
    one.run = startRun(one.spec);
    one.ready = one.run.ready(closing.signal);
    one.ready.catch(() => undefined);
    leaveTrace();
    void watch(one);
  }

  async function end({ run, spec }: Kept): Promise<void> {
    if (await run.stop()) return;
    report(`${spec.name} did not stop within ${spec.stopMs / 1000} s and was killed. Its log: ${spec.logFile}`);
  }

  const get = (name: string): Kept => {
    const one = kept.get(name);
    if (!one)
      throw fault("local.process_unknown", `There is no process ${name}; there are ${[...kept.keys()].join(", ")}.`);
    return one;
  };

  async function ready(name: string): Promise<void> {
    const one = get(name);
    for (;;) {
      const { run } = one;
      try {
        await one.ready;
        if (!run.hasExited()) return;
      } catch (reason) {
        if (one.run === run && !run.hasExited()) throw reason;
      }
      if (!one.wanted || closing.signal.aborted) throw fault("local.process_down", `${name} is stopped.`);
      await sleep(50, closing.signal);
    }
  }

  return {
    async start(spec, abort = closing.signal) {
      abort.throwIfAborted();
      const run = startRun(spec);
      const one: Kept = { spec, run, ready: run.ready(abort), wanted: false, failures: 0 };
      kept.set(spec.name, one);
      leaveTrace();
      // A process that fails at its first start is a mistake to show, not one to repeat.
      await one.ready;
      one.wanted = true;
      void watch(one);
    },
    async kill(name, signal, { stayDown } = { stayDown: false }) {
      const one = get(name);
      if (stayDown) one.wanted = false;
      one.run.kill(signal);
      await one.run.exited;
    },
    async restart(name) {
      const one = get(name);
      one.wanted = false;
      await end(one);
      launch(one);
      await ready(name);
    },
    ready,
    pids: () =>
      Object.fromEntries([...kept].filter(([, { run }]) => !run.hasExited()).map(([name, { run }]) => [name, run.pid])),
    async stop() {
      closing.abort();
      for (const one of [...kept.values()].reverse()) await end(one);
      leaveTrace();
    },
  };
}
