import { rmSync } from "node:fs";
import { join } from "node:path";
import { createLogger } from "@outstation/kit/logger";
import { whyNoKafka } from "@outstation/local/kafka/runtime";
import { startKafka } from "@outstation/local/kafka/start-kafka";
import { makeTestFolder } from "@outstation/local/temp-folder";
import { eventLogContract } from "../event-log-contract/event-log-contract";
import { openKafkaLog } from "./kafka-log";

const missing = await whyNoKafka();
if (missing !== null) console.log(`The tests with a real Kafka are skipped: ${missing}`);

eventLogContract(
  missing === null ? "the log in Kafka" : `the log in Kafka (skipped: ${missing})`,
  async () => {
    const folder = await makeTestFolder();
    const kafka = await startKafka({ dir: join(folder.path, "kafka") });
    return {
      open: () =>
        openKafkaLog({
          address: { brokers: kafka.brokers },
          clientId: "contract",
          logger: createLogger("contract", "warn"),
          retentionMs: 3_600_000,
        }),
      close: async () => {
        await kafka.stop();
        rmSync(folder.path, { recursive: true, force: true });
      },
    };
  },
  missing !== null,
);
