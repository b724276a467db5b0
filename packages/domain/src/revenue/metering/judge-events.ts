import { type BillingEvent, decodeBillingEvent } from "@outstation/contracts/streams/billing-event";
import type { LogMessage } from "../../ports";
import { type BillingSource, parseEventId } from "./billing-source";
import type { SeenOffsets, SourceRange } from "./seen-offsets";

/** Why an event cannot be right. */
export type DisputeReason = "unreadable" | "tenant" | "id" | "count" | "overlap" | "time";

/** A message of `billing-events` as far as it can be read by itself. */
export type ReadEvent = { readonly message: LogMessage } & (
  | { readonly event: BillingEvent; readonly source: BillingSource }
  | { readonly event: null; readonly reason: DisputeReason; readonly claims: SourceRange | null }
);
type Readable = Extract<ReadEvent, { event: BillingEvent }>;

/** No batch has more; an event that claims more would make its reader load what it claims. */
const EVENT_MESSAGES_MAX = 1_000_000;
/** A clock this far ahead is wrong, and its hours would never close. */
const AHEAD_MS_MAX = 24 * 3_600_000;

/** Reads a message and checks everything that can be known without what was counted before. */
export function readEvent(message: LogMessage, now: number): ReadEvent {
  const disputed = (reason: DisputeReason, claims: SourceRange | null = null) =>
    ({ message, event: null, reason, claims }) as const;
  let event: BillingEvent;
  try {
    event = decodeBillingEvent(message.value);
  } catch {
    return disputed("unreadable");
  }
  const source = parseEventId(event.event_id, event.device_id);
  if (source === null) return disputed("id");
  const claims = source.by === "offsets" ? source : null;
  if (source.by === "offsets") {
    const messages = source.range.to - source.range.from;
    if (messages > EVENT_MESSAGES_MAX) return disputed("count");
    if (messages !== event.message_count) return disputed("count", claims);
  }
  if (event.tenant_id !== message.tenantId) return disputed("tenant", claims);
  if (Date.parse(event.ts) > now + AHEAD_MS_MAX) return disputed("time", claims);
  return { message, event, source };
}

export const isReadable = (read: ReadEvent): read is Readable => read.event !== null;

export type Judgement = {
  /** New, and counted from now on. */
  readonly counted: readonly Readable[];
  /** Counted before: nothing changes. */
  readonly repeated: number;
  readonly disputed: readonly {
    readonly message: LogMessage;
    readonly reason: DisputeReason;
    readonly claims: SourceRange | null;
  }[];
};

/**
 * Decides of each event, in order, whether it is new. What is counted is entered in `seen` and `seenIds` at once, so that a
 * repeat within the batch is one as well.
 */
export function judgeEvents(events: readonly ReadEvent[], seen: SeenOffsets, seenIds: Set<string>): Judgement {
  const counted: Readable[] = [];
  const disputed: Judgement["disputed"][number][] = [];
  let repeated = 0;
  for (const read of events) {
    const { message } = read;
    if (!isReadable(read)) disputed.push({ message, reason: read.reason, claims: read.claims });
    else if (isCounted(read, seen, seenIds)) repeated += 1;
    else if (read.source.by === "offsets" && seen.overlaps(read.source))
      disputed.push({ message, reason: "overlap", claims: read.source });
    else {
      enter(read, seen, seenIds);
      counted.push(read);
    }
  }
  return { counted, repeated, disputed };
}

const isCounted = ({ source, event }: Readable, seen: SeenOffsets, seenIds: ReadonlySet<string>): boolean =>
  source.by === "offsets" ? seen.contains(source) : seenIds.has(event.event_id);

function enter({ source, event }: Readable, seen: SeenOffsets, seenIds: Set<string>): void {
  if (source.by === "offsets") seen.add(source);
  else seenIds.add(event.event_id);
}
