import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { type Point, registersOf } from "./registers";

/** Why the peer cannot be used on this machine; undefined where it can. */
export function whyNoPymodbus(): string | undefined {
  const { status, error } = spawnSync("python3", ["-c", "import pymodbus"], { timeout: 60_000 });
  if (error !== undefined) return "there is no python3 here";
  return status === 0 ? undefined : "this machine's python3 has no pymodbus";
}

/** A device of another make than ours, on Python's pymodbus, whose points show these values. */
export async function startPymodbusPeer(options: {
  readonly framing: "socket" | "rtu";
  readonly points: readonly Point[];
  readonly values: Readonly<Record<string, number | boolean | string>>;
}) {
  const tables = { input: empty(), holding: empty(), discrete: empty(), coil: empty() };
  for (const point of options.points)
    registersOf(point, options.values[point.name] ?? 0).forEach((word, offset) => {
      tables[point.table][point.address + offset] = word;
    });
  const script = fileURLToPath(new URL("pymodbus-peer.py", import.meta.url));
  const child = spawn("python3", [script, JSON.stringify({ framing: options.framing, ...tables })], {
    stdio: ["pipe", "pipe", "inherit"],
  });
  const exited = once(child, "exit");
  let writes = 0;
  const port = await new Promise<number>((resolve, reject) => {
    createInterface({ input: child.stdout }).on("line", (line) => {
      const said = JSON.parse(line);
      if (said.port) resolve(said.port);
      if (said.write) writes += 1;
    });
    child.once("exit", (code) => reject(new Error(`pymodbus ended with ${code}`)));
  });
  return {
    port,
    writes: () => writes,
    async stop() {
      child.stdin.end();
      await exited;
    },
  };
}

const REGISTERS = 64;
const empty = (): number[] => Array.from({ length: REGISTERS }, () => 0);
