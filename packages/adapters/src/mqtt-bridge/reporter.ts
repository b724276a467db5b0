import type { Logger } from "@outstation/kit/logger";
import type { BridgeDoors, Unroutable } from "./delivery";
import type { End } from "./link";

export type Reporter = {
  up(): void;
  down(connection: number, end: End, attempt: number): void;
  unroutable(message: Unroutable): Promise<void>;
};

/** Fruitless attempts in a row, up to half a minute apart by then, after which somebody has to look. */
const ATTEMPTS_TO_ALARM = 8;
const UNROUTABLE_LOGGED_EVERY_MS = 60_000;

/** What a bridge says of itself. One error for one trouble, however many connections have it. */
export function createReporter(
  { logger, now }: { readonly logger: Logger; readonly now: () => number },
  doors: BridgeDoors,
  connected: () => number,
): Reporter {
  let alarmed = false;
  let quietUntil = 0;
  let untold = 0;
  return {
    up: () => {
      alarmed = false;
    },
    down: (connection, { why, lasting, cause }, attempt) => {
      const line = { connection, attempt, connected: connected(), err: cause };
      const alarm = lasting || attempt >= ATTEMPTS_TO_ALARM;
      if (alarm && !alarmed) logger.error(line, `the bridge gets no further: ${why}`);
      else logger.warn(line, why);
      alarmed ||= alarm;
    },
    unroutable: async (message) => {
      untold++;
      // A device can send as many of these as it likes, and the log is not its to fill.
      if (now() >= quietUntil) {
        const { topic, reason, payload } = message;
        logger.warn({ topic, reason, bytes: payload.length, count: untold }, "messages that have no place");
        quietUntil = now() + UNROUTABLE_LOGGED_EVERY_MS;
        untold = 0;
      }
      try {
        await doors.unroutable?.(message);
      } catch (reason) {
        logger.warn({ err: reason, topic: message.topic }, "a message that has no place was not kept");
      }
    },
  };
}
