import { encodeRawMessage } from "@outstation/contracts/streams/raw-message";
import { deviceKeyOf, STREAMS } from "@outstation/contracts/streams/streams";
import type { EventLog } from "@outstation/domain/ports";
import type { Logger } from "@outstation/kit/logger";
import type { PipelineDeps } from "../pipeline/accept-batch";
import { acceptOrIsolate } from "../pipeline/isolate";
import type { Arrived } from "../pipeline/messages";

/** Takes telemetry over from the bridge: when it resolves, the messages are safe on disk and may be acknowledged. */
export type Deliver = (messages: readonly Arrived[]) => Promise<void>;

/** Straight through the pipeline: a message that is not acknowledged yet is the log (docs/decisions/0011). */
export const deliverInline =
  (deps: PipelineDeps & { readonly logger: Logger }): Deliver =>
  async (messages) => {
    const outcome = await acceptOrIsolate(messages, deps);
    if (outcome.refused > 0) deps.logger.warn(outcome, "messages quarantined");
  };

/** To `raw-telemetry`, which the pipeline reads in its own time. */
export const deliverToLog =
  (log: EventLog): Deliver =>
  async (messages) => {
    await log.append(
      STREAMS.rawTelemetry,
      messages.map((message) => ({
        key: deviceKeyOf(message.tenant, message.device),
        tenantId: message.tenantId,
        value: encodeRawMessage(message),
      })),
    );
  };
