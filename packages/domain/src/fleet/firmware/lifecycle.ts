import { FIRMWARE_REPORTS, type FirmwareReportState } from "@outstation/contracts/mqtt/firmware";

/** Ours, and what the device says. */
export const UPDATE_STATES = ["pending", "offered", ...FIRMWARE_REPORTS] as const;
export type UpdateState = (typeof UPDATE_STATES)[number];

/** What can happen to a device's update: the platform offers it or takes it back, or the device says how far it is. */
export type UpdateEvent = "offer" | "take_back" | `device_${FirmwareReportState}`;

/** `null`: nothing changes. */
type Row = Readonly<Record<UpdateEvent, UpdateState | null>>;

const nothing: Row = {
  offer: null,
  take_back: null,
  device_downloading: null,
  device_verified: null,
  device_waiting: null,
  device_applying: null,
  device_succeeded: null,
  device_failed: null,
  device_rejected: null,
  device_rolled_back: null,
  device_withdrawn: null,
};
const ends = {
  device_succeeded: "succeeded",
  device_failed: "failed",
  device_rejected: "rejected",
  device_rolled_back: "rolled_back",
  device_withdrawn: "withdrawn",
} as const;

/**
 * Every state and every event. A state is never followed by an earlier one. What is being applied cannot be taken back, and
 * what was taken back while the device applied it ends as the device says.
 */
const TABLE: Readonly<Record<UpdateState, Row>> = {
  pending: { ...nothing, offer: "offered", take_back: "withdrawn" },
  offered: {
    ...nothing,
    ...ends,
    take_back: "withdrawn",
    device_downloading: "downloading",
    device_verified: "verified",
    device_waiting: "waiting",
    device_applying: "applying",
  },
  downloading: {
    ...nothing,
    ...ends,
    take_back: "withdrawn",
    device_verified: "verified",
    device_waiting: "waiting",
    device_applying: "applying",
  },
  verified: {
    ...nothing,
    ...ends,
    take_back: "withdrawn",
    device_waiting: "waiting",
    device_applying: "applying",
  },
  waiting: { ...nothing, ...ends, take_back: "withdrawn", device_applying: "applying" },
  applying: { ...nothing, ...ends },
  withdrawn: { ...nothing, ...ends, device_withdrawn: null, device_rejected: null },
  succeeded: nothing,
  failed: nothing,
  rejected: nothing,
  rolled_back: nothing,
};

/** The state after an event, or null where the event changes nothing. */
export const nextUpdateState = (state: UpdateState, event: UpdateEvent): UpdateState | null => TABLE[state][event];

export const isUpdateState = (value: string): value is UpdateState =>
  (UPDATE_STATES as readonly string[]).includes(value);
