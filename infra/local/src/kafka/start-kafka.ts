import { randomBytes } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { createServer, type Server } from "node:net";
import { join } from "node:path";
import { fault } from "@outstation/kit/fault";
import type { Run } from "../supervised";
import { formatNode, type KafkaNode, type KafkaTls, nodeProperties, startNode } from "./node";
import { kafkaClassPath } from "./runtime";

export type RunningKafka = {
  /** `host:port` of every node, node 1 first. */
  readonly brokers: string[];
  /** SIGKILL: what a power cut leaves, but for the page cache. Resolves when the node is gone. @param node from 1. */
  kill(node: number): Promise<void>;
  /** Starts a node that was killed, on the same ports and data. Resolves when it is ready. */
  restart(node: number): Promise<void>;
  /** Ends every node politely and keeps the data. */
  stop(): Promise<void>;
};

export type KafkaOptions = {
  /** 1, or 3 for replication 3 with two in sync. */
  readonly nodes?: number;
  /** Settings and data; a later start with the same folder and number of nodes goes on from them. */
  readonly dir: string;
  /** Node n's broker listens on `portBase + n - 1`, its controller a hundred above. Without it the kernel picks. */
  readonly portBase?: number;
  /** Further settings of every node, such as `broker.session.timeout.ms=3000`. */
  readonly settings?: readonly string[];
  /** Further options of every JVM. `-XX:TieredStopAtLevel=1` starts on two thirds of the CPU time (4.3 s of 6.4) and peaks lower. */
  readonly jvm?: readonly string[];
  /** Mutual TLS; without it clients speak in plain text. */
  readonly tls?: KafkaTls;
};

/**
 * Starts a real Apache Kafka in KRaft mode on the loopback address. About 4 s for one node, most of it the JVM's.
 * It ends when this process does, however that ends.
 * @throws Fault `kafka.missing` where Java or Maven is, `local.process_failed` with the end of a node's log.
 */
export async function startKafka({
  nodes = 1,
  dir,
  portBase,
  settings,
  jvm = [],
  tls,
}: KafkaOptions): Promise<RunningKafka> {
  const classPath = await kafkaClassPath();
  const cluster = await layOut(dir, nodes, portBase);
  const id = clusterId(dir);
  await Promise.all(
    cluster.map((node) =>
      formatNode(node, { classPath, id, properties: nodeProperties(node, cluster, { settings, tls }) }),
    ),
  );
  const runs = new Map<number, Run>();
  const start = async (node: KafkaNode) => {
    const run = startNode(node, classPath, jvm);
    runs.set(node.id, run);
    await run.ready(new AbortController().signal);
  };
  const find = (number: number) => {
    const node = cluster.find(({ id: own }) => own === number);
    if (node === undefined) throw fault("kafka.no_such_node", `This Kafka has the nodes 1 to ${nodes}, not ${number}.`);
    return node;
  };
  const stop = async () => {
    await Promise.all([...runs.values()].map((run) => run.stop()));
  };
  try {
    await Promise.all(cluster.map(start));
  } catch (reason) {
    await stop();
    throw reason;
  }
  return {
    brokers: cluster.map(({ brokerPort }) => `127.0.0.1:${brokerPort}`),
    async kill(number) {
      const run = runs.get(find(number).id);
      run?.kill("SIGKILL");
      await run?.exited;
    },
    restart: (number) => start(find(number)),
    stop,
  };
}

async function layOut(dir: string, nodes: number, portBase: number | undefined): Promise<KafkaNode[]> {
  const free = portBase === undefined ? await freePorts(2 * nodes) : [];
  return Array.from({ length: nodes }, (_, index) => ({
    id: index + 1,
    folder: join(dir, `node-${index + 1}`),
    brokerPort: free[2 * index] ?? (portBase ?? 0) + index,
    controllerPort: free[2 * index + 1] ?? (portBase ?? 0) + 100 + index,
  }));
}

/** Sixteen random bytes, the same from start to start. */
function clusterId(dir: string): string {
  const file = join(dir, "cluster-id");
  if (existsSync(file)) return readFileSync(file, "utf8").trim();
  mkdirSync(dir, { recursive: true });
  // One that begins with a dash would be read as an option.
  const id = `O${randomBytes(16).toString("base64url").slice(1)}`;
  writeFileSync(file, `${id}\n`);
  return id;
}

/** Ports that are free now; all are held until all are found, so that none is found twice. */
async function freePorts(count: number): Promise<number[]> {
  const held: Server[] = [];
  const ports: number[] = [];
  for (let n = 0; n < count; n++) {
    const server = createServer();
    held.push(server);
    await new Promise<void>((resolve, reject) => {
      server.once("error", reject);
      server.listen(0, "127.0.0.1", resolve);
    });
    const address = server.address();
    if (typeof address === "object" && address !== null) ports.push(address.port);
  }
  await Promise.all(held.map((server) => new Promise((resolve) => server.close(resolve))));
  return ports;
}
