import { EventEmitter } from "node:events";
import type { Database } from "@outstation/db/database";
import { listenToExports } from "@outstation/db/export-changes";
import { type ExportView, listExports } from "./list-exports";

/** One LISTEN connection for everyone in this process who watches exports. */
export type ExportFeed = {
  /** Calls back when an export of the tenant changed, or may have. @returns ends it. */
  watch(tenantId: string, onChanged: () => void): () => void;
  close(): Promise<void>;
};

/** Listens from the first watcher on. */
export function openExportFeed(db: Database): ExportFeed {
  const stopping = new AbortController();
  const bell = new EventEmitter().setMaxListeners(0);
  let listening: Promise<void> | undefined;
  const ring = (tenantId: string | undefined) =>
    tenantId === undefined ? bell.eventNames().forEach((name) => void bell.emit(name)) : bell.emit(tenantId);
  return {
    watch: (tenantId, onChanged) => {
      listening ??= listenToExports(db, (change) => ring(change?.tenantId), stopping.signal);
      bell.on(tenantId, onChanged);
      return () => void bell.off(tenantId, onChanged);
    },
    close: async () => {
      stopping.abort();
      await listening;
    },
  };
}

/** The tenant's exports now and after every change, until the signal aborts. What changes while one looks is seen next. */
export async function* liveExports(
  db: Database,
  feed: ExportFeed,
  tenantId: string,
  signal: AbortSignal,
): AsyncGenerator<ExportView[]> {
  let wake: () => void = () => undefined;
  let hasChanged = true;
  const ring = () => {
    hasChanged = true;
    wake();
  };
  const unwatch = feed.watch(tenantId, ring);
  signal.addEventListener("abort", ring, { once: true });
  try {
    while (!signal.aborted) {
      if (hasChanged) {
        hasChanged = false;
        yield await listExports(db, tenantId);
      } else
        await new Promise<void>((resolve) => {
          wake = resolve;
          if (hasChanged) resolve();
        });
    }
  } finally {
    unwatch();
    signal.removeEventListener("abort", ring);
  }
}
