import type { Outputs } from "@outstation/hall/client";

export type Message = Outputs["messages"]["recent"][number];
export type Verdict = Message["verdict"]["state"];

/** As many as the page keeps; the oldest go first. */
export const KEPT_MAX = 500;

const SETTLED: Readonly<Record<Verdict, boolean>> = { accepted: true, quarantined: true, pending: false };

/**
 * Newest first, each message once. A message that comes again replaces itself only where it brings a verdict: the live
 * stream delivers it before the pipeline has decided, and the list is asked for again for those.
 */
export function mergeMessages(kept: readonly Message[], arrived: readonly Message[]): Message[] {
  const byId = new Map(kept.map((message) => [message.id, message]));
  for (const message of arrived) {
    const before = byId.get(message.id);
    if (before === undefined || !SETTLED[before.verdict.state]) byId.set(message.id, message);
  }
  return [...byId.values()]
    .sort((one, other) => other.receivedAt - one.receivedAt || offsetOf(other) - offsetOf(one))
    .slice(0, KEPT_MAX);
}

/** A message's place in its partition, from `partition:offset`. */
const offsetOf = ({ id }: Message): number => Number(id.slice(id.indexOf(":") + 1));

export const isPending = ({ verdict }: Message): boolean => !SETTLED[verdict.state];
