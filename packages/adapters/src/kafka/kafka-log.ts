import { STREAMS, type Stream } from "@outstation/contracts/streams/streams";
import type { EventLog } from "@outstation/domain/ports";
import { fault } from "@outstation/kit/fault";
import type { Logger } from "@outstation/kit/logger";
import { createAppender } from "./appender";
import { createClient, type KafkaAddress } from "./client";
import { openFetching } from "./fetching";
import { createReader } from "./reader";
import { openProducing } from "./send-round";
import { ensureTopics } from "./topics";

export type KafkaLogOptions = {
  readonly address: KafkaAddress;
  /** How this process is named in the brokers' logs and quotas. */
  readonly clientId: string;
  readonly logger: Logger;
  /** How long Kafka keeps a message, read or not. */
  readonly retentionMs: number;
  /** The streams it carries. */
  readonly streams?: readonly Stream[];
};

export type KafkaLog = EventLog & { close(): Promise<void> };

/**
 * Streams in Kafka, for the shared workers; their topics are made where they do not exist. `append` resolves when every
 * replica in sync has the records; one that rejects may have left some of them there all the same. Records cannot be appended
 * with a transaction of the database.
 * @throws Fault `log.partitions`, or what kafkajs says of a cluster it cannot reach.
 */
export async function openKafkaLog(options: KafkaLogOptions): Promise<KafkaLog> {
  const { address, clientId, logger, retentionMs, streams = [STREAMS.rawTelemetry] } = options;
  const kafka = createClient(address, clientId, logger);
  await ensureTopics(kafka, streams, retentionMs);
  const producing = openProducing(kafka);
  const fetching = openFetching(kafka);
  const { append } = createAppender({ producing, fetching, logger });
  return {
    append: async (stream, records, tx) => {
      if (tx !== undefined)
        throw fault(
          "log.no_transaction",
          "Kafka takes no part in a transaction of the database; append to the log there.",
        );
      return records.length === 0 ? [] : append(stream, records);
    },
    read: createReader({ fetching, logger }),
    close: async () => {
      await Promise.all([producing.close(), fetching.close()]);
    },
  };
}
