import type { Outputs } from "@outstation/hall/client";

export type Message = Outputs["messages"]["recent"][number];

/** As many as the page keeps; the oldest go first. */
export const KEPT_MAX = 500;

/** Newest first, each message once: the list and the live stream overlap where one takes over from the other. */
export function mergeMessages(kept: readonly Message[], arrived: readonly Message[]): Message[] {
  const byId = new Map(kept.map((message) => [message.id, message]));
  for (const message of arrived) byId.set(message.id, message);
  return [...byId.values()]
    .sort((one, other) => other.receivedAt - one.receivedAt || offsetOf(other) - offsetOf(one))
    .slice(0, KEPT_MAX);
}

/** A message's place in its stream, the last part of its id. */
const offsetOf = ({ id }: Message): number => Number(id.slice(id.lastIndexOf(":") + 1));
