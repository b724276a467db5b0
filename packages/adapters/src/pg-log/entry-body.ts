import { partitionOf } from "@outstation/contracts/streams/streams";
import type { LogEntry, NewLogEntry } from "@outstation/db/log/entries";
import type { LogMessage, LogRecord } from "@outstation/domain/ports";
import { pack, unpack } from "msgpackr";

/** Gathers records into one entry for each partition and tenant, in the order they came. */
export function toEntries(records: readonly LogRecord[]): NewLogEntry[] {
  const groups = new Map<string, { partition: number; tenantId: string; values: Uint8Array[] }>();
  for (const { key, tenantId, value } of records) {
    const partition = partitionOf(key);
    const name = `${partition}:${tenantId}`;
    const group = groups.get(name) ?? { partition, tenantId, values: [] };
    groups.set(name, group);
    group.values.push(value);
  }
  return [...groups.values()].map(({ partition, tenantId, values }) => ({
    partition,
    tenantId,
    messages: values.length,
    body: pack(values),
  }));
}

/** The messages of an entry, in order. */
export function toMessages({ partition, tenantId, firstOffset, body }: LogEntry): LogMessage[] {
  const values = unpack(body) as Uint8Array[];
  return values.map((value, index) => ({ partition, tenantId, offset: firstOffset + index, value }));
}
