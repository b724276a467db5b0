import { packList } from "@outstation/contracts/streams/pack-list";
import { partitionOf } from "@outstation/contracts/streams/streams";
import type { LogEntry, NewLogEntry } from "@outstation/db/log/entries";
import type { LogMessage, LogPlace, LogRecord } from "@outstation/domain/ports";
import { unpack } from "msgpackr";

type Group = { partition: number; tenantId: string; values: Uint8Array[] };

/**
 * Gathers records into one entry for each partition and tenant, in the order they came.
 * @returns `placeOf` tells each record's place from the first offsets that the entries got.
 */
export function toEntries(records: readonly LogRecord[]): {
  entries: NewLogEntry[];
  placeOf(firstOffsets: readonly number[]): LogPlace[];
} {
  const indexes = new Map<string, number>();
  const groups: Group[] = [];
  let last: LogRecord | undefined;
  let entry = 0;
  const places = records.map((record) => {
    const { key, tenantId, value } = record;
    // Nearly always the neighbour's, because records come a sender after the other.
    if (key !== last?.key || tenantId !== last.tenantId) {
      const partition = partitionOf(key);
      const name = `${partition}:${tenantId}`;
      entry = indexes.get(name) ?? groups.push({ partition, tenantId, values: [] }) - 1;
      indexes.set(name, entry);
      last = record;
    }
    const { partition, values } = groups[entry] as Group;
    return { entry, partition, index: values.push(value) - 1 };
  });
  return {
    entries: groups.map(({ partition, tenantId, values }) => ({
      partition,
      tenantId,
      messages: values.length,
      body: packList(values),
    })),
    placeOf: (firstOffsets) =>
      places.map(({ entry, partition, index }) => ({ partition, offset: (firstOffsets[entry] as number) + index })),
  };
}

/** The messages of an entry, in order. */
export function toMessages({ partition, tenantId, firstOffset, body }: LogEntry): LogMessage[] {
  const values = unpack(body) as Uint8Array[];
  return values.map((value, index) => ({ partition, tenantId, offset: firstOffset + index, value }));
}
