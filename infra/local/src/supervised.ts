import { type ChildProcess, spawn } from "node:child_process";
import { closeSync, existsSync, fstatSync, openSync, readFileSync, readSync, renameSync, statSync } from "node:fs";
import { sleep } from "@outstation/kit/clock";
import { fault } from "@outstation/kit/fault";

export type ProcessSpec = {
  readonly name: string;
  /** A part of its command line, as the process itself may have retitled it, that a stranger under the same pid would not have. */
  readonly marker: string;
  readonly command: string;
  readonly args: readonly string[];
  readonly cwd: string;
  readonly env: NodeJS.ProcessEnv;
  readonly logFile: string;
  /** Gives the child a channel whose closing tells it that we are gone, however we went. */
  readonly channel: boolean;
  readonly stopSignal: NodeJS.Signals;
  readonly stopMs: number;
  readonly readyMs: number;
  /** Asked every 100 ms with what the child has logged since it started. */
  isReady(log: string): boolean | Promise<boolean>;
  /** Who runs it, when not we ourselves. */
  readonly identity?: { readonly uid: number; readonly gid: number };
};

export type Exit = { readonly code: number | null; readonly signal: NodeJS.Signals | null };

/** One run of a process: from spawn to exit. */
export type Run = {
  readonly pid: number;
  readonly exited: Promise<Exit>;
  hasExited(): boolean;
  /** Resolves when ready. @throws Fault `local.process_failed` with the end of its log, or the reason of the abort. */
  ready(abort: AbortSignal): Promise<void>;
  kill(signal: NodeJS.Signals): void;
  /** The stop signal, then SIGKILL when patience ends. @returns false when it came to that. */
  stop(): Promise<boolean>;
};

const logBytesMax = 20_000_000;

function openLog(file: string): { fd: number; from: number } {
  if (existsSync(file) && statSync(file).size > logBytesMax) renameSync(file, `${file}.1`);
  const fd = openSync(file, "a");
  return { fd, from: fstatSync(fd).size };
}

function readFrom(file: string, from: number): string {
  const fd = openSync(file, "r");
  try {
    const buffer = Buffer.alloc(Math.max(0, fstatSync(fd).size - from));
    return buffer.toString("utf8", 0, readSync(fd, buffer, 0, buffer.length, from));
  } finally {
    closeSync(fd);
  }
}

/** The last lines of a log, for showing when something failed. */
export const lastLines = (file: string, count = 30): string =>
  existsSync(file) ? readFileSync(file, "utf8").trimEnd().split("\n").slice(-count).join("\n") : "";

export const exitReason = ({ code, signal }: Exit): string => signal ?? `exit code ${code ?? "unknown"}`;

/**
 * Starts a process in a process group of its own, so that a Ctrl-C in the terminal reaches only us and the order of
 * stopping stays ours. It writes straight into its log file: the log outlives us, and a full pipe cannot stall it.
 */
export function startRun(spec: ProcessSpec): Run {
  const { fd, from } = openLog(spec.logFile);
  const child: ChildProcess = spawn(spec.command, [...spec.args], {
    cwd: spec.cwd,
    env: spec.env,
    detached: true,
    stdio: spec.channel ? ["ignore", fd, fd, "ipc"] : ["ignore", fd, fd],
    ...spec.identity,
  });
  closeSync(fd);
  let exit: Exit | undefined;
  const exited = new Promise<Exit>((resolve) => {
    const end = (ended: Exit) => {
      exit ??= ended;
      resolve(exit);
    };
    child.once("exit", (code, signal) => end({ code, signal }));
    child.once("error", () => end({ code: null, signal: null }));
  });
  const failed = (what: string) =>
    fault("local.process_failed", `${spec.name} ${what}. Its log: ${spec.logFile}`, { log: lastLines(spec.logFile) });

  const kill = (signal: NodeJS.Signals) => {
    if (exit === undefined) child.kill(signal);
  };
  return {
    pid: child.pid ?? 0,
    exited,
    hasExited: () => exit !== undefined,
    async ready(abort) {
      const until = performance.now() + spec.readyMs;
      while (exit === undefined) {
        if (await spec.isReady(readFrom(spec.logFile, from))) return;
        if (performance.now() > until) throw failed(`was not ready within ${spec.readyMs / 1000} s`);
        await Promise.race([exited, sleep(100, abort)]);
        abort.throwIfAborted();
      }
      throw failed(`ended before it was ready (${exitReason(exit)})`);
    },
    kill,
    async stop() {
      kill(spec.stopSignal);
      let patient = true;
      const timer = setTimeout(() => {
        patient = false;
        kill("SIGKILL");
      }, spec.stopMs);
      await exited;
      clearTimeout(timer);
      return patient;
    },
  };
}
