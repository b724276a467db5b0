import type { Reading } from "@outstation/contracts/mqtt/reading";
import { decodeTelemetry, TelemetryError } from "@outstation/contracts/mqtt/telemetry";
import { upTopic } from "@outstation/contracts/mqtt/topics";
import { decodeRawMessage, type RawMessage } from "@outstation/contracts/streams/raw-message";
import { deviceKeyOf, partitionOf, STREAMS } from "@outstation/contracts/streams/streams";
import type { Database } from "@outstation/db/database";
import { listQuarantineReasons } from "@outstation/db/series/quarantine";
import { withTenant } from "@outstation/db/tenant";
import { fault } from "@outstation/kit/fault";
import type { LogMessage, TenantLog } from "../../ports";

/** One message as a developer wants to see it: what came, what it says, and what became of it. */
export type MessageView = {
  /** `<partition>:<offset>`. */
  readonly id: string;
  readonly nextOffset: number;
  readonly receivedAt: number;
  readonly topic: string;
  /** Whose certificate brought it. */
  readonly device: string;
  readonly bytes: number;
  /** Base64. */
  readonly payload: string;
  readonly decoded: {
    readonly child: string | null;
    readonly boot: number | null;
    readonly seq: number | null;
    readonly readings: readonly Reading[];
  } | null;
  readonly verdict:
    | { readonly state: "accepted" }
    | { readonly state: "pending" }
    | {
        readonly state: "quarantined";
        readonly reason: { readonly code: string; readonly field: string; readonly message: string };
      };
};

export type MessageSource = { readonly db: Database; readonly log: TenantLog };
export type MessageSelection = { readonly tenantId: string; readonly tenant: string; readonly deviceKey: string };

const stream = STREAMS.rawTelemetry;
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
  const at = await locate(source, selection);
  const found: LogMessage[] = [];
  let offset = Number.MAX_SAFE_INTEGER;
  for (let page = 0; page < PAGES_MAX && found.length < limit; page++) {
    const messages = await source.log.readBefore(selection.tenantId, { stream, partition: at.partition, offset });
    if (messages.length === 0) break;
    offset = Math.min(...messages.map((message) => message.offset));
    found.push(...messages.filter((message) => concerns(message, at.sender, selection.deviceKey)));
  }
  return judge(source, selection.tenantId, found.slice(0, limit));
}

/**
 * A device's messages as they arrive, pushed. Ends when the signal aborts.
 * @param fromOffset null: from now on.
 * @throws Fault `device.not_found`
 */
export async function* liveMessages(
  source: MessageSource,
  selection: MessageSelection,
  fromOffset: number | null,
  signal: AbortSignal,
): AsyncGenerator<MessageView> {
  const { tenantId, deviceKey } = selection;
  const { partition, sender } = await locate(source, selection);
  let offset = fromOffset ?? (await source.log.nextOffset(stream, partition));
  while (!signal.aborted) {
    const changed = source.log.changed(tenantId, { stream, partition }, signal);
    const messages = await source.log.readFrom(tenantId, { stream, partition, offset });
    const last = messages.at(-1);
    if (last === undefined) {
      await changed;
      continue;
    }
    offset = last.offset + 1;
    yield* await judge(
      source,
      tenantId,
      messages.filter((message) => concerns(message, sender, deviceKey)),
    );
  }
}

/** Messages lie in their sender's partition, and a child's sender is its gateway. */
async function locate(source: MessageSource, { tenantId, tenant, deviceKey }: MessageSelection) {
  const device = await withTenant(source.db, tenantId, (tx) =>
    tx.rows.device.findUnique({
      where: { tenantId_key: { tenantId, key: deviceKey } },
      select: { key: true, gateway: { select: { key: true } } },
    }),
  );
  if (device === null) throw fault("device.not_found", `There is no device "${deviceKey}".`);
  const sender = device.gateway?.key ?? device.key;
  return { sender, partition: partitionOf(deviceKeyOf(tenant, sender)) };
}

function concerns(message: LogMessage, sender: string, deviceKey: string): boolean {
  const raw = decodeRawMessage(message.value);
  if (raw.device !== sender) return false;
  return sender === deviceKey || decode(raw).decoded?.child === deviceKey;
}

/** The same decoder as the pipeline's, and the reasons the pipeline wrote down. */
async function judge(
  { db, log }: MessageSource,
  tenantId: string,
  messages: readonly LogMessage[],
): Promise<MessageView[]> {
  const [first] = messages;
  if (first === undefined) return [];
  const { partition } = first;
  const offsets = messages.map(({ offset }) => offset);
  // The consumer's position is read before the reasons: what it has passed has its reason by then.
  const processed = await log.processedUpTo(stream, partition);
  const reasons = await listQuarantineReasons(db, tenantId, { stream, partition, offsets });
  const reasonOf = new Map(reasons.map(({ offset, ...reason }) => [offset, reason]));
  return messages.map((message) => view(message, reasonOf.get(message.offset), message.offset < processed));
}

function view(
  message: LogMessage,
  reason: { code: string; field: string; message: string } | undefined,
  processed: boolean,
): MessageView {
  const raw = decodeRawMessage(message.value);
  const { decoded, error } = decode(raw);
  const refusal = reason ?? error;
  return {
    id: `${message.partition}:${message.offset}`,
    nextOffset: message.offset + 1,
    receivedAt: raw.receivedAt,
    topic: upTopic(raw, raw.channel),
    device: raw.device,
    bytes: raw.payload.byteLength,
    payload: Buffer.from(raw.payload).toString("base64"),
    decoded,
    verdict: refusal ? { state: "quarantined", reason: refusal } : { state: processed ? "accepted" : "pending" },
  };
}

function decode({ payload }: RawMessage): {
  decoded: MessageView["decoded"];
  error?: { code: string; field: string; message: string };
} {
  try {
    const { child, sequence, readings } = decodeTelemetry(payload);
    return { decoded: { child, boot: sequence?.boot ?? null, seq: sequence?.seq ?? null, readings } };
  } catch (reason) {
    if (!(reason instanceof TelemetryError)) throw reason;
    return { decoded: null, error: { code: reason.code, field: reason.field, message: reason.message } };
  }
}
