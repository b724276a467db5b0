import { execFile, spawn } from "node:child_process";
import { existsSync, mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
import { childEnv } from "../child-env";
import { type ProcessSpec, type Run, startRun } from "../supervised";
import { logConfiguration } from "./runtime";

/** One node of a cluster: broker and controller in one process, as KRaft allows. */
export type KafkaNode = {
  readonly id: number;
  readonly folder: string;
  readonly brokerPort: number;
  readonly controllerPort: number;
};

/**
 * Enough for the rates of a laptop. The serial collector keeps three nodes on two cores from spending them on its threads.
 */
const brokerJvm = ["-Xmx384m", "-XX:+UseSerialGC", "-XX:+ExitOnOutOfMemoryError"];

/** PEM texts: the brokers' certificate and key, and the authority that a client's certificate must come from. */
export type KafkaTls = { readonly certificate: string; readonly key: string; readonly ca: string };

/** Without TLS in plain text; with it every client shows a certificate, and so do the brokers to each other. */
function listenerSecurity(tls: KafkaTls | undefined): string[] {
  if (tls === undefined) return ["listener.security.protocol.map=BROKER:PLAINTEXT,CONTROLLER:PLAINTEXT"];
  const pem = (text: string) => text.trim().replaceAll("\n", "\\n");
  return [
    "listener.security.protocol.map=BROKER:SSL,CONTROLLER:PLAINTEXT",
    "ssl.client.auth=required",
    "ssl.keystore.type=PEM",
    `ssl.keystore.certificate.chain=${pem(tls.certificate)}`,
    `ssl.keystore.key=${pem(tls.key)}`,
    "ssl.truststore.type=PEM",
    `ssl.truststore.certificates=${pem(tls.ca)}`,
  ];
}

/** The settings of one node. Everything listens on the loopback address. */
export function nodeProperties(
  node: KafkaNode,
  nodes: readonly KafkaNode[],
  { tls, settings = [] }: { readonly tls?: KafkaTls | undefined; readonly settings?: readonly string[] | undefined },
): string {
  const replication = Math.min(3, nodes.length);
  const inSync = Math.max(1, replication - 1);
  const address = (port: number) => `127.0.0.1:${port}`;
  return [
    "process.roles=broker,controller",
    `node.id=${node.id}`,
    `controller.quorum.voters=${nodes.map(({ id, controllerPort }) => `${id}@${address(controllerPort)}`).join(",")}`,
    `listeners=BROKER://${address(node.brokerPort)},CONTROLLER://${address(node.controllerPort)}`,
    `advertised.listeners=BROKER://${address(node.brokerPort)}`,
    ...listenerSecurity(tls),
    "inter.broker.listener.name=BROKER",
    "controller.listener.names=CONTROLLER",
    `log.dirs=${join(node.folder, "data")}`,
    // A topic that nobody created on purpose would have the wrong number of partitions.
    "auto.create.topics.enable=false",
    `default.replication.factor=${replication}`,
    `min.insync.replicas=${inSync}`,
    `offsets.topic.replication.factor=${replication}`,
    "offsets.topic.num.partitions=4",
    `transaction.state.log.replication.factor=${replication}`,
    `transaction.state.log.min.isr=${inSync}`,
    "transaction.state.log.num.partitions=4",
    "group.initial.rebalance.delay.ms=0",
    "log.cleaner.dedupe.buffer.size=16777216",
    ...settings,
    "",
  ].join("\n");
}

/** Writes the node's settings, and its storage unless it has one. About 1.3 s. */
export async function formatNode(
  node: KafkaNode,
  cluster: { readonly classPath: string; readonly id: string; readonly properties: string },
): Promise<void> {
  mkdirSync(node.folder, { recursive: true });
  const file = join(node.folder, "node.properties");
  writeFileSync(file, cluster.properties);
  if (existsSync(join(node.folder, "data", "meta.properties"))) return;
  const tool = ["kafka.tools.StorageTool", "format", "--cluster-id", cluster.id, "--config", file];
  const jvm = [
    "-Xmx128m",
    "-XX:+UseSerialGC",
    "-XX:TieredStopAtLevel=1",
    `-Dlog4j2.configurationFile=${logConfiguration}`,
  ];
  await promisify(execFile)("java", [...jvm, "-cp", cluster.classPath, ...tool], { env: childEnv() });
}

const nodeSpec = (node: KafkaNode, classPath: string, jvm: readonly string[]): ProcessSpec => ({
  name: `kafka-${node.id}`,
  marker: node.folder,
  command: "java",
  args: [
    ...brokerJvm,
    ...jvm,
    `-Dlog4j2.configurationFile=${logConfiguration}`,
    ...["-cp", classPath, "kafka.Kafka", join(node.folder, "node.properties")],
  ],
  cwd: node.folder,
  env: childEnv(),
  logFile: join(node.folder, "node.log"),
  channel: false,
  stopSignal: "SIGTERM",
  stopMs: 20_000,
  readyMs: 60_000,
  isReady: (log) => log.includes("Kafka Server started"),
});

/** Starts a node; it is ready when the run says so. */
export function startNode(node: KafkaNode, classPath: string, jvm: readonly string[]): Run {
  const started = startRun(nodeSpec(node, classPath, jvm));
  endWithUs(started);
  return started;
}

/** A broker has no channel to us. A shell waits on one instead: it closes however we end, and the broker ends with it. */
function endWithUs(broker: Run): void {
  const watch = spawn("sh", ["-c", 'cat >/dev/null; kill -KILL "$0"', String(broker.pid)], {
    detached: true,
    stdio: ["pipe", "ignore", "ignore"],
  });
  watch.unref();
  void broker.exited.then(() => watch.kill("SIGKILL"));
}
