import type { CommandAnswerState } from "@outstation/contracts/mqtt/command";

export const COMMAND_STATES = [
  "queued",
  "sent",
  "acknowledged",
  "running",
  "succeeded",
  "failed",
  "rejected",
  "expired",
  "cancelled",
] as const;
export type CommandState = (typeof COMMAND_STATES)[number];

/**
 * What can happen to a command: the broker took it, its time ran out at the platform, a member took it back, or its device
 * said something of it.
 */
export type CommandEvent = "delivered" | "timed_out" | "taken_back" | `device_${CommandAnswerState}`;

/** `null`: nothing changes. The event came twice, late, or out of its order. */
type Row = Readonly<Record<CommandEvent, CommandState | null>>;

const nothing: Row = {
  delivered: null,
  timed_out: null,
  taken_back: null,
  device_acknowledged: null,
  device_running: null,
  device_succeeded: null,
  device_failed: null,
  device_rejected: null,
  device_expired: null,
  device_cancelled: null,
};

/** What the device says of a command's end holds, however late it comes. */
const ends = {
  device_succeeded: "succeeded",
  device_failed: "failed",
  device_rejected: "rejected",
  device_expired: "expired",
  device_cancelled: "cancelled",
} as const;

/**
 * Every state and every event. A state is never followed by an earlier one. `expired` and `cancelled` are what the platform
 * believes while the device is silent, so its own word of an end, sent before a long outage, still replaces them: a command
 * that was carried out may not be shown as one that was not.
 */
const TABLE: Readonly<Record<CommandState, Row>> = {
  queued: {
    ...nothing,
    ...ends,
    delivered: "sent",
    timed_out: "expired",
    taken_back: "cancelled",
    device_acknowledged: "acknowledged",
    device_running: "running",
  },
  sent: {
    ...nothing,
    ...ends,
    timed_out: "expired",
    taken_back: "cancelled",
    device_acknowledged: "acknowledged",
    device_running: "running",
  },
  acknowledged: { ...nothing, ...ends, timed_out: "expired", device_running: "running" },
  running: { ...nothing, ...ends },
  expired: { ...nothing, ...ends, device_expired: null, device_cancelled: null },
  cancelled: { ...nothing, ...ends, device_expired: null, device_cancelled: null },
  succeeded: nothing,
  failed: nothing,
  rejected: nothing,
};

/** The state after an event, or null where the event changes nothing. */
export const nextState = (state: CommandState, event: CommandEvent): CommandState | null => TABLE[state][event];

/** No more is expected of it. */
export const isOver = (state: CommandState): boolean =>
  state !== "queued" && state !== "sent" && state !== "acknowledged" && state !== "running";

export const isCommandState = (value: string): value is CommandState =>
  (COMMAND_STATES as readonly string[]).includes(value);
