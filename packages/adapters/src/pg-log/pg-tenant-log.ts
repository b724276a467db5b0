import { findNextOffset, type LogEntry, readTenantEntries, readTenantEntriesBefore } from "@outstation/db/log/entries";
import type { Database, LogMessage, TenantLog } from "@outstation/domain/ports";
import { toMessages } from "./entry-body";
import type { LogFeed } from "./log-feed";

/** Entries a read takes at a time; a reader that wants more asks again. */
const ENTRIES_MAX = 64;

/** The streams in Postgres as one tenant may see them: read under its own policy. */
export function createPgTenantLog(db: Database, feed: LogFeed): TenantLog {
  return {
    readFrom: async (tenantId, { stream, partition, offset }) => {
      const at = { stream, partition, fromOffset: offset, entriesMax: ENTRIES_MAX };
      return messagesOf(await readTenantEntries(db, tenantId, at)).filter((message) => message.offset >= offset);
    },
    readBefore: async (tenantId, { stream, partition, offset }) => {
      const at = { stream, partition, beforeOffset: offset, entriesMax: ENTRIES_MAX };
      const entries = await readTenantEntriesBefore(db, tenantId, at);
      return messagesOf(entries).sort((a, b) => b.offset - a.offset);
    },
    nextOffset: (stream, partition) => findNextOffset(db, stream, partition),
    changed: (tenantId, { stream, partition }, signal) => feed.changed({ stream, partition, tenantId }, signal),
  };
}

const messagesOf = (entries: readonly LogEntry[]): LogMessage[] => entries.flatMap(toMessages);
