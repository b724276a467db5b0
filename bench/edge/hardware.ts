import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import type { HardwarePlan } from "./hardware-plan";

/** Simulated hardware in a process of its own: it can be killed, and its CPU is not the gateway's. */
export type Hardware = {
  readonly pid: number;
  /** `SIGKILL` is the end; `SIGSTOP` is silence with an open port, and `SIGCONT` ends it. */
  signal(signal: "SIGKILL" | "SIGSTOP" | "SIGCONT"): Promise<void>;
};

export async function startHardware(plan: HardwarePlan): Promise<Hardware> {
  const child = fork(fileURLToPath(new URL("./hardware-process.ts", import.meta.url)), {
    execArgv: ["--import", "tsx"],
    // node-opcua prints its warnings, between the tables.
    stdio: ["ignore", "ignore", "inherit", "ipc"],
  });
  const died = once(child, "exit").then(([code]) => Promise.reject(new Error(`${plan.source.id} ended with ${code}`)));
  died.catch(() => undefined);
  child.send(plan);
  await Promise.race([once(child, "message"), died]);
  return { pid: child.pid ?? 0, signal: (signal) => send(child, signal) };
}

async function send(child: ChildProcess, signal: NodeJS.Signals): Promise<void> {
  const gone = once(child, "exit");
  child.kill(signal);
  if (signal === "SIGKILL") await gone;
}
