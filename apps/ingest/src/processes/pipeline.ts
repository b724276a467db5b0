import { STREAMS } from "@outstation/contracts/streams/streams";
import { PIPELINE_CONSUMER } from "@outstation/domain/ports";
import type { PipelineDeps } from "../pipeline/accept-batch";
import { acceptBatchOrIsolate } from "../pipeline/isolate";
import { type Consumption, consume } from "./consume";
import { loop, type Process } from "./process";

const BATCH_MESSAGES_MAX = 4000;

/** From `raw-telemetry` to the store. */
export const pipeline = (deps: PipelineDeps & Pick<Consumption, "db" | "logger">): Process =>
  loop("pipeline", (signal) =>
    consume(
      {
        ...deps,
        consumer: PIPELINE_CONSUMER,
        stream: STREAMS.rawTelemetry,
        messagesMax: BATCH_MESSAGES_MAX,
        handle: async (batch) => {
          const outcome = await acceptBatchOrIsolate(batch, deps);
          if (outcome.refused > 0) deps.logger.warn(outcome, "messages quarantined");
        },
      },
      signal,
    ),
  );
