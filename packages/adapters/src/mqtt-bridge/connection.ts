import type { Socket } from "node:net";
import { backoffMs } from "@outstation/kit/backoff";
import { sleep } from "@outstation/kit/clock";
import type { Dial } from "./address";
import type { End } from "./link";
import { openSession, type Session, type SessionOptions } from "./session";

export type Connection = {
  /** Its subscription stands. */
  readonly isUp: boolean;
  /** Leaves the broker; the session stays there with what is not acknowledged. */
  stop(): Promise<void>;
};

export type ConnectionOptions = Omit<SessionOptions, "onSubscribed" | "onAcknowledged"> & {
  readonly dial: Dial;
  readonly backoff: { readonly baseMs: number; readonly maxMs: number };
  readonly onUp: () => void;
  /** @param attempt how many in a row have ended without a message acknowledged, this one included. */
  readonly onDown: (end: End, attempt: number) => void;
};

/**
 * One connection that comes back whenever it is lost. Waits start at nothing again only after a message got through: a
 * broker that lets us in and a log that takes nothing would otherwise turn each other in a circle at full speed.
 */
export function keepConnected(options: ConnectionOptions): Connection {
  const stopping = new AbortController();
  const { signal } = stopping;
  let isUp = false;
  let session: Session | null = null;
  let fruitless = 0;

  async function once(): Promise<End> {
    let socket: Socket;
    try {
      socket = await options.dial(signal);
    } catch (cause) {
      return { why: "the broker cannot be reached", lasting: false, cause };
    }
    session = openSession(socket, {
      ...options,
      onSubscribed: () => {
        isUp = true;
        options.onUp();
      },
      onAcknowledged: () => {
        fruitless = 0;
      },
    });
    if (signal.aborted) session.leave();
    const end = await session.ended;
    session = null;
    isUp = false;
    return end;
  }

  async function run(): Promise<void> {
    while (!signal.aborted) {
      const end = await once();
      if (signal.aborted) return;
      fruitless++;
      options.onDown(end, fruitless);
      await sleep(backoffMs(fruitless - 1, options.backoff), signal);
    }
  }

  const running = run();
  return {
    get isUp() {
      return isUp;
    },
    stop: () => {
      stopping.abort();
      session?.leave();
      return running;
    },
  };
}
