import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import type { BacnetSource } from "@outstation/contracts/edge/sources/bacnet";

/** Why the peer cannot be used on this machine; undefined where it can. */
export function whyNoBacpypes3(): string | undefined {
  const { status, error } = spawnSync("python3", ["-c", "import bacpypes3"], { timeout: 60_000 });
  if (error !== undefined) return "there is no python3 here";
  return status === 0 ? undefined : "this machine's python3 has no bacpypes3";
}

/** A device of another make than ours: analog inputs `p1`, `p2`, … on Python's bacpypes3. */
export function createBacpypes3Peer(options: {
  readonly port: number;
  readonly instance: number;
  /** Objects it has; a source knows the first three of them. */
  readonly points: number;
  readonly source?: Partial<BacnetSource>;
}) {
  const source: BacnetSource = {
    id: "bacpypes3",
    device: "bacpypes3",
    driver: "bacnet",
    address: `127.0.0.1:${options.port}`,
    pollMs: 500,
    timeoutMs: 500,
    points: [1, 2, 3].map((number) => ({ name: `p${number}`, kind: "number", object: `analog-input:${number}` })),
    ...options.source,
  };
  const values = new Map<number, number>();
  let running: ChildProcess | undefined;
  let [writes, subscribes] = [0, 0];
  let answer: (held: number) => void = () => {};
  const send = (line: string) => running?.stdin?.write(`${line}\n`);

  return {
    source,
    async start(): Promise<void> {
      const script = fileURLToPath(new URL("bacpypes3-peer.py", import.meta.url));
      const numbers = [options.port, options.instance, options.points].map(String);
      const child = spawn("python3", [script, ...numbers], { stdio: ["pipe", "pipe", "pipe"] });
      let problems = "";
      child.stderr.on("data", (text) => {
        problems = `${problems}${text}`.slice(-4000);
      });
      await new Promise<void>((resolve, reject) => {
        createInterface({ input: child.stdout }).on("line", (line) => {
          if (line === "READY") resolve();
          if (line === "WRITE") writes++;
          if (line === "SUBSCRIBE") subscribes++;
          if (line.startsWith("HELD ")) answer(Number(line.slice(5)));
        });
        child.once("exit", (code) => reject(new Error(`bacpypes3 ended with ${code}: ${problems}`)));
      });
      running = child;
      for (const [point, value] of values) send(`${point} ${value}`);
    },
    async stop(): Promise<void> {
      const child = running;
      running = undefined;
      if (child === undefined || child.exitCode !== null) return;
      const ended = once(child, "exit");
      // As a controller goes that loses its power.
      child.kill("SIGKILL");
      await ended;
    },
    show(point: number, value: number): void {
      values.set(point, value);
      send(`${point} ${value}`);
    },
    /** How many subscriptions it holds now. */
    held: () =>
      new Promise<number>((resolve) => {
        answer = resolve;
        send("subscriptions");
      }),
    writes: () => writes,
    /** Subscriptions asked of it, renewals included. */
    subscribes: () => subscribes,
  };
}
