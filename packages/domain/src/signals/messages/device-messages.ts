import { deviceKeyOf, partitionOf } from "@outstation/contracts/streams/streams";
import type { Database } from "@outstation/db/database";
import { withTenant } from "@outstation/db/tenant";
import { fault } from "@outstation/kit/fault";
import type { TenantLog } from "../../ports";
import { findSenderKey } from "../telemetry";
import { ENDS, type End, type MessageView, viewOf } from "./message-view";

export type MessageSource = { readonly db: Database; readonly log: TenantLog };
export type MessageSelection = { readonly tenantId: string; readonly tenant: string; readonly deviceKey: string };
/** How far a reader has come in each of the two streams. */
export type MessageCursor = Readonly<Record<End, number>>;

/** How far back a device's last messages are looked for among its partition's. */
const PAGES_MAX = 20;

/**
 * A device's last messages, newest first: those it sent, and those its gateway sent for it.
 * @throws Fault `device.not_found`
 */
export async function recentMessages(
  source: MessageSource,
  selection: MessageSelection,
  limit: number,
): Promise<MessageView[]> {
  const place = await locate(source, selection);
  const found = await Promise.all(ENDS.map((end) => recentOf(end, source, selection, { ...place, limit })));
  return found
    .flat()
    .sort((a, b) => b.receivedAt - a.receivedAt)
    .slice(0, limit);
}

async function recentOf(
  end: End,
  { log }: MessageSource,
  selection: MessageSelection,
  { partition, sender, limit }: Place & { limit: number },
): Promise<MessageView[]> {
  const found: MessageView[] = [];
  let offset = Number.MAX_SAFE_INTEGER;
  for (let page = 0; page < PAGES_MAX && found.length < limit; page++) {
    const messages = await log.readBefore(selection.tenantId, { stream: end, partition, offset });
    if (messages.length === 0) break;
    offset = Math.min(...messages.map((message) => message.offset));
    for (const message of messages) {
      const view = viewOf(end, selection.tenant, message);
      if (view !== null && concerns(view, sender, selection.deviceKey)) found.push(view);
    }
  }
  return found.slice(0, limit);
}

/**
 * A device's messages as the pipeline is done with them, pushed. Ends when the signal aborts.
 * @param from null: from now on.
 * @returns each with where to resume after it.
 * @throws Fault `device.not_found`
 */
export async function* liveMessages(
  source: MessageSource,
  selection: MessageSelection,
  from: MessageCursor | null,
  signal: AbortSignal,
): AsyncGenerator<{ readonly message: MessageView; readonly cursor: MessageCursor }> {
  const { tenantId, tenant, deviceKey } = selection;
  const { log } = source;
  const { partition, sender } = await locate(source, selection);
  let cursor = from ?? (await endOf(log, partition));
  while (!signal.aborted) {
    const waiting = new AbortController();
    const either = AbortSignal.any([signal, waiting.signal]);
    // Asked for before reading, so that what is appended meanwhile is not slept through.
    const changed = Promise.race(ENDS.map((stream) => log.changed(tenantId, { stream, partition }, either)));
    let some = false;
    for (const stream of ENDS) {
      for (const entry of await log.readFrom(tenantId, { stream, partition, offset: cursor[stream] })) {
        some = true;
        cursor = { ...cursor, [stream]: entry.offset + 1 };
        const message = viewOf(stream, tenant, entry);
        if (message !== null && concerns(message, sender, deviceKey)) yield { message, cursor };
      }
    }
    if (!some) await changed;
    waiting.abort();
  }
}

async function endOf(log: TenantLog, partition: number): Promise<MessageCursor> {
  const [accepted, quarantined] = await Promise.all(ENDS.map((stream) => log.nextOffset(stream, partition)));
  return { [ENDS[0]]: accepted ?? 0, [ENDS[1]]: quarantined ?? 0 } as MessageCursor;
}

type Place = { readonly sender: string; readonly partition: number };

/** Messages lie in their sender's partition, and a child's sender is its gateway. */
async function locate(source: MessageSource, { tenantId, tenant, deviceKey }: MessageSelection): Promise<Place> {
  const sender = await withTenant(source.db, tenantId, (tx) => findSenderKey(tx, deviceKey));
  if (sender === null) throw fault("device.not_found", `There is no device "${deviceKey}".`);
  return { sender, partition: partitionOf(deviceKeyOf(tenant, sender)) };
}

const concerns = ({ device, decoded }: MessageView, sender: string, deviceKey: string): boolean =>
  device === sender && (sender === deviceKey || decoded?.child === deviceKey);
