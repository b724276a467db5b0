import { EventEmitter } from "node:events";
import { type Appended, listenToLog } from "@outstation/db/log/listen";
import type { Database } from "@outstation/domain/ports";

/** What a waiter waits for; a part that is left out matches anything. */
type Interest = { readonly stream: string; readonly partition?: number; readonly tenantId?: string };

/** One LISTEN connection for everyone in this process who waits for something to be appended. */
export type LogFeed = {
  /** Resolves at the next append that matches, after a reconnect (when one may have been missed), or when the signal aborts. */
  changed(interest: Interest, signal: AbortSignal): Promise<void>;
  close(): Promise<void>;
};

export function openLogFeed(db: Database): LogFeed {
  const stopping = new AbortController();
  const bell = new EventEmitter().setMaxListeners(0);
  const listening = listenToLog(db, (appended) => bell.emit("appended", appended), stopping.signal);

  return {
    changed: ({ stream, partition, tenantId }, signal) =>
      new Promise((resolve) => {
        if (signal.aborted) return resolve();
        const done = () => {
          bell.off("appended", heard);
          signal.removeEventListener("abort", done);
          resolve();
        };
        const heard = (appended: Appended) => {
          if (appended === null) return done();
          if (appended.stream !== stream) return;
          if (partition !== undefined && appended.partition !== partition) return;
          if (tenantId !== undefined && appended.tenantId !== tenantId) return;
          done();
        };
        bell.on("appended", heard);
        signal.addEventListener("abort", done, { once: true });
      }),
    close: () => {
      stopping.abort();
      return listening;
    },
  };
}
