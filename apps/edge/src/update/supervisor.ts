import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { backoffMs } from "@outstation/kit/backoff";
import { sleep } from "@outstation/kit/clock";
import type { Logger } from "@outstation/kit/logger";
import { entryOf, forgetVersions, HEALTHY, type Pointer, readPointer, writePointer } from "./installation";

/** A version that cannot stay up this often is gone back from, however far it came each time. */
const TRIAL_STARTS_MAX = 3;
const RESTART = { baseMs: 500, maxMs: 30_000 };
/** After this long a start counts as one that went well. */
const STEADY_MS = 60_000;
const STOP_MS = 10_000;

export type Supervisor = {
  /** Stops the gateway and resolves when it is gone. */
  stop(): Promise<void>;
  /** Rejects where there is nothing to run; otherwise open until `stop`. */
  readonly ended: Promise<void>;
};

type Options = {
  readonly folder: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** How long a version that is tried has to say that it is healthy. */
  readonly trialMs: number;
  readonly logger: Logger;
};

/**
 * Runs the version that the pointer names, and starts it again whenever it ends. A version on trial that ends too often, or
 * does not reach the platform in its time, is gone back from: the last good one runs again, and says why.
 */
export function superviseGateway(options: Options): Supervisor {
  const stopping = new AbortController();
  const ended = run(options, stopping.signal);
  return {
    ended,
    async stop() {
      stopping.abort();
      await ended.catch(() => {});
    },
  };
}

async function run(options: Options, signal: AbortSignal): Promise<void> {
  const { folder, logger } = options;
  for (let failures = 0; !signal.aborted; ) {
    const pointer = await begin(folder, logger);
    const startedAt = performance.now();
    const outcome = await runOnce(options, pointer, signal);
    if (signal.aborted) return;
    logger.warn({ version: pointer.version, outcome }, "gateway ended");
    const current = await readPointer(folder);
    // It put another version in its place and asked to be started anew.
    if (current.version !== pointer.version) {
      failures = 0;
      continue;
    }
    if (outcome === "unhealthy") {
      await goBack(
        folder,
        current,
        `${pointer.version} did not reach the platform within ${options.trialMs / 1000} s.`,
      );
      continue;
    }
    failures = performance.now() - startedAt > STEADY_MS ? 0 : failures + 1;
    await sleep(backoffMs(failures, RESTART), signal);
  }
}

/** Counts a start of a version on trial before it is made: a version that takes the machine down with it is counted too. */
async function begin(folder: string, logger: Logger): Promise<Pointer> {
  const pointer = await readPointer(folder);
  if (pointer.trial === null) return pointer;
  const starts = pointer.trial.starts + 1;
  if (starts > TRIAL_STARTS_MAX) {
    logger.warn({ version: pointer.version }, "gone back from: it did not stay up");
    return goBack(folder, pointer, `${pointer.version} stopped ${TRIAL_STARTS_MAX} times while it was tried.`);
  }
  const counted = { ...pointer, trial: { ...pointer.trial, starts } };
  await writePointer(folder, counted);
  return counted;
}

async function goBack(folder: string, { version, trial }: Pointer, reason: string): Promise<Pointer> {
  if (trial === null) return readPointer(folder);
  const good: Pointer = { version: trial.previous, trial: null, failed: { version, reason } };
  await writePointer(folder, good);
  return good;
}

/** One start, until the gateway ends or is ended. */
async function runOnce(
  { folder, env, trialMs, logger }: Options,
  { version, trial }: Pointer,
  signal: AbortSignal,
): Promise<"ended" | "unhealthy"> {
  const stdio = ["ignore", "inherit", "inherit", "ipc"] as const;
  const child = spawn(process.execPath, [entryOf(folder, version)], {
    env: env as NodeJS.ProcessEnv,
    stdio: [...stdio],
  });
  const exited = once(child, "exit").catch(() => {});
  logger.info({ version, pid: child.pid, isTrial: trial !== null }, "gateway started");
  const given = new AbortController();
  let isHealthy = trial === null;
  child.on("message", (message) => {
    if (message !== HEALTHY || isHealthy) return;
    isHealthy = true;
    given.abort();
    settle(folder, version).then(
      () => logger.info({ version }, "proved itself"),
      (reason: unknown) => logger.error({ err: reason }, "the pointer could not be written"),
    );
  });
  const outOfTime = trial === null ? new Promise<never>(() => {}) : sleep(trialMs, given.signal);
  const abort = () => void end(child, exited);
  signal.addEventListener("abort", abort, { once: true });
  if (signal.aborted) abort();
  await Promise.race([exited, outOfTime]);
  if (!isHealthy && child.exitCode === null && child.signalCode === null && !signal.aborted) {
    await end(child, exited);
    signal.removeEventListener("abort", abort);
    return "unhealthy";
  }
  await exited;
  signal.removeEventListener("abort", abort);
  return "ended";
}

async function end(child: ChildProcess, exited: Promise<unknown>): Promise<void> {
  child.kill("SIGTERM");
  const killing = new AbortController();
  await Promise.race([
    exited,
    sleep(STOP_MS, killing.signal).then(() => {
      if (!killing.signal.aborted) child.kill("SIGKILL");
    }),
  ]);
  killing.abort();
  await exited;
}

async function settle(folder: string, version: string): Promise<void> {
  const pointer = await readPointer(folder);
  if (pointer.version !== version) return;
  await writePointer(folder, { version, trial: null, failed: null });
  await forgetVersions(folder);
}
