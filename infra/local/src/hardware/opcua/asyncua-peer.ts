import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import type { OpcUaSource } from "@outstation/contracts/edge/sources/opcua";
import { introduce } from "../introduce";

/** Why the peer cannot be used on this machine; undefined where it can. */
export function whyNoAsyncua(): string | undefined {
  const { status, error } = spawnSync("python3", ["-c", "import asyncua"], { timeout: 60_000 });
  if (error !== undefined) return "there is no python3 here";
  return status === 0 ? undefined : "this machine's python3 has no asyncua";
}

/** An encrypted controller of another make than ours: points `p0`, `p1`, … on Python's asyncua. */
export function createAsyncuaPeer(options: {
  readonly folder: string;
  readonly port: number;
  readonly points: number;
  readonly samplingMs: number;
}) {
  const endpoint = `opc.tcp://127.0.0.1:${options.port}/asyncua`;
  const namespaceUri = "urn:outstation:asyncua:machine";
  const points = Array.from({ length: options.points }, (_, n) => ({
    name: `p${n}`,
    kind: "number" as const,
    nodeId: `nsu=${namespaceUri};s=Machine.P${n}`,
  }));
  const source: OpcUaSource = {
    id: "asyncua",
    device: "asyncua",
    driver: "opcua",
    endpoint,
    securityMode: "SignAndEncrypt",
    samplingMs: options.samplingMs,
    points,
  };
  const values = new Map<string, number>();
  let running: ChildProcess | undefined;
  let writes = 0;

  async function start(how: { readonly namespacesBefore?: readonly string[] } = {}) {
    const child = spawn(
      "python3",
      [
        fileURLToPath(new URL("asyncua-peer.py", import.meta.url)),
        JSON.stringify({
          endpoint,
          namespaceUri,
          namespacesBefore: how.namespacesBefore ?? [],
          folder: join(options.folder, "opcua-asyncua"),
          points: Object.fromEntries(points.map(({ name }, n) => [name, `Machine.P${n}`])),
        }),
      ],
      { stdio: ["pipe", "pipe", "pipe"] },
    );
    let problems = "";
    child.stderr.on("data", (text) => {
      problems = `${problems}${text}`.slice(-4000);
    });
    const ready = new Promise<void>((resolve, reject) => {
      createInterface({ input: child.stdout }).on("line", (line) => {
        const said = JSON.parse(line);
        if (said.ready) resolve();
        if (said.write) writes++;
      });
      child.once("exit", (code) => reject(new Error(`asyncua ended with ${code}: ${problems}`)));
    });
    await ready;
    running = child;
    for (const [name, value] of values) send({ [name]: value });
  }

  const send = (message: Record<string, number>) => running?.stdin?.write(`${JSON.stringify(message)}\n`);

  return {
    source,
    start,
    async stop() {
      const child = running;
      running = undefined;
      if (child === undefined || child.exitCode !== null) return;
      const ended = once(child, "exit");
      // As a controller goes that loses its power.
      child.kill("SIGKILL");
      await ended;
    },
    show(point: string, value: number) {
      values.set(point, value);
      send({ [point]: value });
    },
    writes: () => writes,
    meet: (edgeDataDir: string) =>
      introduce({
        hardwareDataDir: options.folder,
        tenant: "asyncua",
        edgeDataDir,
        signal: new AbortController().signal,
      }),
  };
}
