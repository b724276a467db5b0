import { resolve } from "node:path";
import { parseArgs } from "node:util";
import { Fault } from "@outstation/kit/fault";
import { runUntilStopped } from "@outstation/kit/process";
import { startKafka } from "./start-kafka";

// pnpm kafka [--nodes 3] [--data <folder>] [--port <first broker's>]: a real Apache Kafka on the loopback address.

const { values } = parseArgs({
  options: {
    nodes: { type: "string", default: "1" },
    data: { type: "string", default: "data/kafka" },
    port: { type: "string", default: "9092" },
  },
});
const nodes = Number(values.nodes);
const port = Number(values.port);
if (![1, 3].includes(nodes) || !Number.isInteger(port)) {
  console.error("Say pnpm kafka [--nodes 1|3] [--data <folder>] [--port <first broker's>]");
  process.exit(2);
}
try {
  const dir = resolve(values.data, `${nodes}-nodes`);
  const kafka = await startKafka({ nodes, dir, portBase: port });
  console.log(`Kafka is ready. KAFKA_BROKERS=${kafka.brokers.join(",")}   data and logs: ${dir}`);
  runUntilStopped(kafka.stop);
} catch (reason) {
  console.error(reason instanceof Fault ? reason.publicMessage : reason);
  process.exit(1);
}
