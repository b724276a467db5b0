import { readdirSync, readFileSync } from "node:fs";
import { sleep } from "@outstation/kit/clock";
import { signal } from "@outstation/local/os-process";
import type { Installation } from "../harness/installation";
import type { Struck } from "./fault";

/** The processes of a server: the postmaster first, then its children. */
function processesOf(postmaster: number): number[] {
  const children = readdirSync("/proc")
    .filter((name) => /^\d+$/.test(name))
    .map(Number)
    .filter((pid) => parentOf(pid) === postmaster);
  return [postmaster, ...children];
}

function parentOf(pid: number): number | undefined {
  try {
    // proc(5): pid (comm) state ppid …, and the name may hold spaces and parentheses.
    const stat = readFileSync(`/proc/${pid}/stat`, "utf8");
    return Number(stat.slice(stat.lastIndexOf(")") + 2).split(" ")[1]);
  } catch {
    return undefined;
  }
}

const postmasterOf = ({ supervisor }: Installation): number => {
  const pid = supervisor.pids().postgres;
  if (pid === undefined) throw new Error("Postgres does not run");
  return pid;
};

/** Kills the postmaster; its children notice and end, and then it is started on the same data. */
export async function killPostgres(installation: Installation): Promise<Struck> {
  const { supervisor } = installation;
  const children = processesOf(postmasterOf(installation)).slice(1);
  await supervisor.kill("postgres", "SIGKILL", { stayDown: true });
  const healableAt = performance.now();
  // A new postmaster refuses the cluster while a child of the old one is attached to its shared memory.
  while (children.some((pid) => parentOf(pid) !== undefined)) await sleep(20);
  await supervisor.restart("postgres");
  return { healableAt };
}

/** The server is stopped in good order and stays away: connections are refused. */
export async function stopPostgres({ supervisor }: Installation, ms: number): Promise<Struck> {
  await supervisor.kill("postgres", "SIGINT", { stayDown: true });
  await sleep(ms);
  const healableAt = performance.now();
  await supervisor.restart("postgres");
  return { healableAt, note: `stopped for ${ms / 1000} s` };
}

/** The server stops answering without closing a connection, as a machine that hangs does, and then goes on. */
export async function freezePostgres(installation: Installation, ms: number): Promise<Struck> {
  const frozen = processesOf(postmasterOf(installation));
  for (const pid of frozen) signal(pid, "SIGSTOP");
  await sleep(ms);
  const healableAt = performance.now();
  for (const pid of frozen.toReversed()) signal(pid, "SIGCONT");
  return { healableAt, note: `frozen for ${ms / 1000} s` };
}
