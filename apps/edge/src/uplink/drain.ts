import type { Clock } from "@outstation/kit/clock";
import { openLanes } from "../spool/lanes";
import type { MessageKey, Spool, SpooledMessage } from "../spool/spool";
import type { BrokerLink } from "./broker-link";

/** Messages on their way at once: at 30 ms to the platform's commit that is 4,000 a second, and little to repeat after a broken link. */
const WINDOW_MAX = 128;
/** Acknowledged messages are deleted together, at most this long after the first. */
const DELETE_AFTER_MS = 50;
/** A message without an answer for this long means that the link is dead, whatever TCP says. */
const ANSWER_TIMEOUT_MS = 20_000;

export type Drain = {
  /** There may be new messages in the spool. */
  wake(): void;
  /** Messages sent and not yet answered. */
  readonly inFlight: number;
  /** Deletes what was acknowledged; nothing is sent afterwards. */
  close(): void;
};

/**
 * Sends the spool over one link, by its lanes of what is new and of what waited, with a window of messages in flight. A
 * message is deleted only after its acknowledgement; one that was refused or not answered drops the link and is sent again
 * over the next.
 */
export function startDrain(options: {
  readonly spool: Spool;
  readonly clock: Clock;
  readonly link: BrokerLink;
  readonly topicOf: (message: SpooledMessage) => string;
  readonly onDeleted: () => void;
}): Drain {
  const { spool, link } = options;
  // A status has its place beside them.
  const window = Math.max(1, Math.min(WINDOW_MAX, link.receiveMax - 1));
  const lanes = openLanes(spool, options.clock);
  let inFlight = 0;
  let closed = false;
  let acknowledged: MessageKey[] = [];
  let deleteTimer: NodeJS.Timeout | undefined;

  const deleteAcknowledged = () => {
    clearTimeout(deleteTimer);
    deleteTimer = undefined;
    if (acknowledged.length === 0) return;
    spool.acknowledge(acknowledged);
    acknowledged = [];
    options.onDeleted();
  };

  const send = async (message: SpooledMessage) => {
    inFlight += 1;
    const timer = setTimeout(() => link.drop("the broker does not acknowledge"), ANSWER_TIMEOUT_MS);
    try {
      await link.publish(options.topicOf(message), Buffer.from(message.payload));
    } catch (reason) {
      if (!closed) link.drop(`message refused: ${reason instanceof Error ? reason.message : reason}`);
      return;
    } finally {
      clearTimeout(timer);
    }
    if (closed) return;
    inFlight -= 1;
    acknowledged.push({ boot: message.boot, seq: message.seq });
    if (acknowledged.length >= window) deleteAcknowledged();
    else deleteTimer ??= setTimeout(deleteAcknowledged, DELETE_AFTER_MS);
    fill();
  };

  const fill = () => {
    // Refilled by halves: a query for each single acknowledgement would cost more than the sending.
    if (closed || inFlight > window / 2) return;
    for (const message of lanes.next(window - inFlight)) void send(message);
  };

  fill();
  return {
    wake: fill,
    get inFlight() {
      return inFlight;
    },
    close() {
      closed = true;
      deleteAcknowledged();
    },
  };
}
