import { partitionOf } from "@outstation/contracts/streams/streams";
import type { LogEntry, NewLogEntry } from "@outstation/db/log/entries";
import type { LogMessage, LogPlace, LogRecord } from "@outstation/domain/ports";
import { pack, unpack } from "msgpackr";

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
  const places = records.map(({ key, tenantId, value }) => {
    const partition = partitionOf(key);
    const name = `${partition}:${tenantId}`;
    const entry = indexes.get(name) ?? groups.push({ partition, tenantId, values: [] }) - 1;
    indexes.set(name, entry);
    const group = groups[entry] as Group;
    return { entry, partition, index: group.values.push(value) - 1 };
  });
  return {
    entries: groups.map(({ partition, tenantId, values }) => ({
      partition,
      tenantId,
      messages: values.length,
      body: pack(values),
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
