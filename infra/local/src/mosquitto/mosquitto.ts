import { execFileSync } from "node:child_process";
import { mkdirSync, statSync, writeFileSync } from "node:fs";
import { userInfo } from "node:os";
import { join } from "node:path";
import { sleep } from "@outstation/kit/clock";
import { childEnv } from "../child-env";
import { type ProcessSpec, startRun } from "../supervised";

export type Mosquitto = {
  /** Writes its sessions and messages to disk, and resolves when they are there. Unasked it does so at its end only. */
  save(): Promise<void>;
  /** SIGKILL. */
  kill(): Promise<void>;
  stop(): Promise<void>;
};

/** Debian puts it where only root's path leads. */
const PLACES = ["mosquitto", "/usr/sbin/mosquitto", "/usr/local/sbin/mosquitto", "/opt/homebrew/sbin/mosquitto"];

/** Mosquitto 2, or null where this machine has none. */
export function findMosquitto(): string | null {
  for (const program of PLACES) {
    try {
      // It says its version in its help, with an exit code that differs between versions.
      if (/^mosquitto version 2\./.test(helpOf(program))) return program;
    } catch {}
  }
  return null;
}

function helpOf(program: string): string {
  try {
    return execFileSync(program, ["-h"], { encoding: "utf8", stdio: ["ignore", "pipe", "ignore"] });
  } catch (reason) {
    const { stdout } = reason as { stdout?: unknown };
    if (typeof stdout === "string") return stdout;
    throw reason;
  }
}

/**
 * Starts one that keeps everything: no bound on what it queues or has in flight but the client's own Receive Maximum.
 * @param options.folder its own, kept over its restarts.
 * @param options.listeners lines of its configuration file, in which they come last.
 */
export async function startMosquitto(options: {
  readonly program: string;
  readonly folder: string;
  readonly listeners: readonly string[];
}): Promise<Mosquitto> {
  const { program, folder } = options;
  mkdirSync(folder, { recursive: true });
  const file = join(folder, "mosquitto.conf");
  const settings = [
    // Started by root it would become another user, who may not enter the folder.
    `user ${userInfo().username}`,
    "per_listener_settings true",
    "persistence true",
    `persistence_location ${folder}/`,
    "autosave_interval 0",
    "max_inflight_messages 0",
    "max_queued_messages 0",
    "set_tcp_nodelay true",
    "log_dest stderr",
    "log_type error",
    "log_type warning",
    "log_type notice",
    "log_type information",
    "connection_messages false",
  ];
  writeFileSync(file, `${[...settings, ...options.listeners].join("\n")}\n`);
  const run = startRun(specOf(program, file, folder));
  // It is nobody's child when we are gone.
  const endWithUs = () => run.kill("SIGKILL");
  process.once("exit", endWithUs);
  void run.exited.then(() => process.off("exit", endWithUs));
  await run.ready(new AbortController().signal);
  const database = join(folder, "mosquitto.db");
  return {
    save: async () => {
      const before = inodeOf(database);
      run.kill("SIGUSR1");
      // It writes beside and renames, so a new file is a whole one.
      while (inodeOf(database) === before && !run.hasExited()) await sleep(10);
    },
    kill: async () => {
      run.kill("SIGKILL");
      await run.exited;
    },
    stop: async () => void (await run.stop()),
  };
}

const inodeOf = (file: string): string => {
  const found = statSync(file, { bigint: true, throwIfNoEntry: false });
  return found === undefined ? "" : `${found.ino}:${found.mtimeNs}`;
};

const specOf = (program: string, file: string, folder: string): ProcessSpec => ({
  name: "mosquitto",
  marker: file,
  command: program,
  args: ["-c", file],
  cwd: folder,
  env: childEnv(),
  logFile: join(folder, "mosquitto.log"),
  channel: false,
  stopSignal: "SIGTERM",
  stopMs: 10_000,
  readyMs: 10_000,
  isReady: (log) => / running$/m.test(log),
});
