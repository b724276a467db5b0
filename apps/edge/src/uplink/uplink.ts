import type { DeviceIdentity } from "@outstation/contracts/mqtt/identity";
import {
  type DownChannel,
  downFilter,
  parseDownTopic,
  type UpChannel,
  upTopic,
} from "@outstation/contracts/mqtt/topics";
import { backoffMs } from "@outstation/kit/backoff";
import { type Clock, sleep, systemClock } from "@outstation/kit/clock";
import type { Logger } from "@outstation/kit/logger";
import type { Spool } from "../spool/spool";
import { type BrokerCredentials, type BrokerLink, type DownMessage, openBrokerLink } from "./broker-link";
import { createByteMeter } from "./byte-meter";
import { type Drain, startDrain } from "./drain";

const BACKOFF = { baseMs: 1000, maxMs: 30_000 };
const LEAVE_MS = 300;

/** The way to the platform: connected whenever that is possible, and draining the spool. */
export type Uplink = {
  /** New messages are in the spool. */
  wake(): void;
  /** Sends now or not at all. */
  publishLive(channel: UpChannel, payload: string): void;
  /** Takes leave and connects again, with the credentials of then. */
  reconnect(): void;
  /** Bytes sent and received over all connections so far; TCP's and IP's headers are not among them. */
  bytes(): number;
  /** Resolves when the broker was reached for the first time. */
  readonly connectedOnce: Promise<void>;
  /** Sends what the spool still holds for at most `drainMs`, says the last word, takes leave. */
  stop(options: { readonly drainMs: number; readonly lastStatus: string }): Promise<void>;
};

export type UplinkOptions = {
  readonly identity: DeviceIdentity;
  /** Asked at each connection: certificates are renewed. */
  readonly credentials: () => BrokerCredentials;
  readonly spool: Spool;
  /** The spool's own. */
  readonly clock?: Clock;
  readonly logger: Logger;
  readonly onConnected: () => void;
  /** Told each time the broker was not reached, and why. */
  readonly onUnreached?: (reason: unknown) => void;
  /** Told each time something of the spool arrived. */
  readonly onDelivered?: () => void;
  /** Told each message of the platform, whole and in order. It may come twice. */
  readonly onDown?: (channel: DownChannel, message: DownMessage) => void;
};

export function startUplink(options: UplinkOptions): Uplink {
  const { identity, spool, logger } = options;
  const stopping = new AbortController();
  let leaving = false;
  let renewed = false;
  /** Ends the wait for the next attempt. */
  let goNow = () => {};
  const meter = createByteMeter();
  let link: BrokerLink | undefined;
  let drain: Drain | undefined;
  let onEmpty: (() => void) | undefined;
  let onFirst = () => {};
  const connectedOnce = new Promise<void>((resolve) => {
    onFirst = resolve;
  });
  const will = { topic: upTopic(identity, "status"), payload: JSON.stringify({ online: false }) };

  const down = {
    filter: downFilter(identity),
    onMessage(topic: string, message: DownMessage) {
      const parsed = parseDownTopic(topic);
      if (parsed !== null) options.onDown?.(parsed.channel, message);
    },
  };

  async function run() {
    for (let attempt = 0; !stopping.signal.aborted; attempt++) {
      renewed = false;
      const credentials = { ...options.credentials(), meter };
      try {
        link = await openBrokerLink(credentials, will, stopping.signal, down);
        attempt = 0;
        logger.info({ broker: credentials.brokerUrl, spooled: spool.level().messages }, "broker connected");
        drain = startDrain({
          spool,
          clock: options.clock ?? systemClock,
          link,
          topicOf: ({ channel }) => upTopic(identity, channel),
          onDeleted: () => {
            options.onDelivered?.();
            if (spool.level().messages === 0) onEmpty?.();
          },
        });
        onFirst();
        options.onConnected();
        // Someone asked for another connection while this one was being made.
        if (renewed) void link.leave(LEAVE_MS);
        const cause = await link.ended;
        if (!leaving && !renewed) logger.warn({ cause, spooled: spool.level().messages }, "broker connection ended");
      } catch (reason) {
        if (!stopping.signal.aborted && attempt < 3) logger.warn({ reason: String(reason) }, "broker not reached");
        if (!stopping.signal.aborted) options.onUnreached?.(reason);
      } finally {
        drain?.close();
        drain = undefined;
        link = undefined;
      }
      await pause(backoffMs(attempt, BACKOFF));
    }
  }

  async function pause(ms: number) {
    if (renewed) return;
    const waiting = new AbortController();
    goNow = () => waiting.abort();
    await sleep(ms, AbortSignal.any([stopping.signal, waiting.signal]));
  }

  const running = run();
  return {
    connectedOnce,
    wake: () => drain?.wake(),
    bytes: meter.total,
    reconnect() {
      renewed = true;
      goNow();
      drain?.close();
      void link?.leave(LEAVE_MS);
    },
    publishLive(channel, payload) {
      // A status that does not arrive is followed by the next one.
      link?.publish(upTopic(identity, channel), payload).catch(() => {});
    },
    async stop({ drainMs, lastStatus }) {
      const last = link;
      if (last !== undefined) {
        const empty = new Promise<void>((resolve) => {
          onEmpty = resolve;
          if (spool.level().messages === 0) resolve();
        });
        await Promise.race([empty, sleep(drainMs), last.ended]);
        await Promise.race([last.publish(will.topic, lastStatus).catch(() => {}), sleep(300), last.ended]);
        leaving = true;
        drain?.close();
        await last.leave(LEAVE_MS);
      }
      stopping.abort();
      last?.drop("stopped");
      await running;
    },
  };
}
