import { STREAMS } from "@outstation/contracts/streams/streams";
import type { EventLog } from "@outstation/domain/ports";
import type { PipelineDeps } from "../pipeline/accept-batch";
import { acceptBatchOrIsolate } from "../pipeline/isolate";
import { type Consumption, consume } from "./consume";
import { loop, type Process } from "./process";

const BATCH_MESSAGES_MAX = 4000;

/** What carries `raw-telemetry`, and as whom it is read there; the process has the consumer's name. */
export type PipelineSource = { readonly log: EventLog; readonly consumer: string };

/** From `raw-telemetry` to the store. */
export const pipeline = (source: PipelineSource, deps: PipelineDeps & Pick<Consumption, "db" | "logger">): Process =>
  loop(source.consumer, (signal) =>
    consume(
      {
        ...source,
        db: deps.db,
        logger: deps.logger,
        stream: STREAMS.rawTelemetry,
        messagesMax: BATCH_MESSAGES_MAX,
        handle: async (batch) => {
          const outcome = await acceptBatchOrIsolate(batch, source.consumer, deps);
          if (outcome.refused > 0) deps.logger.warn(outcome, "messages quarantined");
        },
      },
      signal,
    ),
  );
