import { type ChildProcess, execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";

/** Two ends of a serial line that is none: what one program writes at one end, another reads at the other. */
export type PtyPair = { readonly near: string; readonly far: string; stop(): Promise<void> };

/** Two pseudo-terminals in raw mode with a pump between them, for machines that have Python and no socat. */
const PUMP = `
import os, pty, select, sys, tty
a, near = pty.openpty()
b, far = pty.openpty()
for end in (near, far): tty.setraw(end)
print(os.ttyname(near), os.ttyname(far), flush=True)
while True:
    for end in select.select([a, b, sys.stdin], [], [])[0]:
        if end is sys.stdin: sys.exit(0)
        os.write(b if end == a else a, os.read(end, 4096))
`;

/** Why there can be no pair of pseudo-terminals here; null where there can. */
export function whyNoPtyPair(): string | null {
  try {
    execFileSync("python3", ["-c", "import pty, tty, termios"], { stdio: "ignore" });
    return null;
  } catch {
    return "a serial line needs pseudo-terminals, which are made here with python3";
  }
}

export async function openPtyPair(): Promise<PtyPair> {
  const child: ChildProcess = spawn("python3", ["-c", PUMP], { stdio: ["pipe", "pipe", "inherit"] });
  if (child.stdout === null) throw new Error("no output of the pump");
  const [line] = (await once(createInterface(child.stdout), "line")) as [string];
  const [near = "", far = ""] = line.split(" ");
  return {
    near,
    far,
    async stop() {
      const exited = once(child, "exit");
      child.stdin?.end();
      await exited;
    },
  };
}
