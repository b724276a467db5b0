import { join } from "node:path";
import { haveJava } from "@outstation/local/kafka/runtime";
import { startKafka } from "@outstation/local/kafka/start-kafka";
import type { Prepared, Struck } from "./fault";

const NODES = 3;
const nodeOf = (round: number) => (round % NODES) + 1;

/** Three brokers, each partition on all of them, two in sync enough. */
export async function prepareKafka(folder: string): Promise<Prepared | { impossible: string }> {
  const missing = haveJava();
  if (missing !== null) return { impossible: missing };
  const kafka = await startKafka({ nodes: NODES, dir: join(folder, "kafka") });
  return {
    env: { KAFKA_BROKERS: kafka.brokers.join(",") },
    spare: { kill: (round) => kafka.kill(nodeOf(round)), mend: (round) => kafka.restart(nodeOf(round)) },
    cleanUp: () => kafka.stop(),
  };
}

/** Kills one of several; the platform has to go on without it, and gets it back when it has. */
export async function killSpare(spare: Prepared["spare"], round: number): Promise<Struck> {
  if (spare === undefined) throw new Error("there is nothing to spare");
  await spare.kill(round);
  return { healableAt: performance.now(), mend: () => spare.mend(round) };
}
