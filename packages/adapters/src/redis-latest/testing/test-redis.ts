import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { type AddressInfo, createServer } from "node:net";
import { readEnv, text } from "@outstation/kit/env";
import { Redis } from "ioredis";

export type TestRedis = {
  readonly url: string;
  /** Null where the server is not ours to stop. */
  readonly server: { kill(): Promise<void>; start(): Promise<void> } | null;
  stop(): Promise<void>;
};

/** A Redis of the test's own: the one REDIS_TEST_URL names, emptied, or a `redis-server` of this machine; or why there is none. */
export async function startTestRedis(): Promise<TestRedis | string> {
  const { REDIS_TEST_URL: external } = readEnv({ REDIS_TEST_URL: text("") });
  if (external !== "") {
    await onceReady(external, (redis) => redis.flushdb());
    return { url: external, server: null, stop: async () => undefined };
  }
  const port = await freePort();
  const url = `redis://127.0.0.1:${port}`;
  let child: ChildProcess | null = null;
  const start = async () => {
    // Nothing is kept on disk: a restart is a loss of memory.
    child = spawn("redis-server", ["--port", String(port), "--bind", "127.0.0.1", "--save", "", "--appendonly", "no"], {
      stdio: "ignore",
    });
    const failed = once(child, "error").then(([reason]) => Promise.reject(reason));
    await onceReady(url, (redis) => Promise.race([redis.ping(), failed]));
  };
  const kill = async () => {
    if (child === null || child.exitCode !== null) return;
    const gone = once(child, "exit");
    child.kill("SIGKILL");
    await gone;
  };
  try {
    await start();
  } catch (reason) {
    return `REDIS_TEST_URL is not set and redis-server does not run here (${(reason as Error).message})`;
  }
  return { url, server: { kill, start }, stop: kill };
}

async function onceReady(url: string, work: (redis: Redis) => Promise<unknown>): Promise<void> {
  const redis = new Redis(url, { retryStrategy: () => 50, maxRetriesPerRequest: null });
  redis.on("error", () => undefined);
  try {
    await work(redis);
  } finally {
    redis.disconnect();
  }
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, "close");
  return port;
}
