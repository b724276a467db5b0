import { z } from "zod";
import { Refusal } from "./refusal";

/** How long before its end a command may be made, and how long it may stand at most. */
export const COMMAND_LIFE_MS_MIN = 1000;
export const COMMAND_LIFE_MS_MAX = 7 * 24 * 3_600_000;
export const COMMAND_BYTES_MAX = 16 * 1024;

export const CommandType = z
  .string()
  .regex(/^[a-z][a-z0-9-]*(\.[a-z][a-z0-9-]*)+$/, "is not a type such as point.write");

/**
 * `down/cmd`: what a device is to do, at most once. Its id (UUIDv7) is MQTT 5's correlation data as well, and its end the
 * message's expiry. It may come twice, late, or not at all.
 */
export const Command = z.looseObject({
  id: z.uuid(),
  type: CommandType,
  args: z.record(z.string().max(64), z.json()),
  /** Unix milliseconds. After it nothing is begun. */
  expiresAt: z.number().int(),
});
export type Command = z.infer<typeof Command>;

/** `down/cmd` too: what has not begun shall not begin. */
export const CommandCancel = z.looseObject({ id: z.uuid(), cancel: z.literal(true) });
export type CommandCancel = z.infer<typeof CommandCancel>;

/** What a device can say of a command. */
export const COMMAND_ANSWERS = [
  "acknowledged",
  "running",
  "succeeded",
  "failed",
  "rejected",
  "expired",
  "cancelled",
] as const;
export type CommandAnswerState = (typeof COMMAND_ANSWERS)[number];

/** `up/cmd`: how far a device has come with a command. A command that comes again gets its last answer again. */
export const CommandAnswer = z.looseObject({
  id: z.uuid(),
  state: z.enum(COMMAND_ANSWERS),
  /** The device's clock, Unix milliseconds. */
  ts: z.number().int(),
  /** What came of it. */
  result: z.record(z.string().max(64), z.json()).optional(),
  /** Why it failed or was rejected: a stable code, a sentence. */
  reason: z.object({ code: z.string().max(64), message: z.string().max(500) }).optional(),
  /** The same reason of a rejection, signed by the device. */
  refusal: Refusal.optional(),
});
export type CommandAnswer = z.infer<typeof CommandAnswer>;

/** Arguments of the commands that every gateway of ours knows. */
export const GATEWAY_COMMANDS = {
  "gateway.report-now": z.strictObject({}),
  "gateway.restart-source": z.strictObject({ source: z.string().min(1).max(64) }),
  "point.write": z.strictObject({
    source: z.string().min(1).max(64),
    point: z.string().min(1).max(128),
    value: z.union([z.number(), z.boolean(), z.string().max(256)]),
  }),
} as const;
export type GatewayCommandType = keyof typeof GATEWAY_COMMANDS;

export const isGatewayCommand = (type: string): type is GatewayCommandType => Object.hasOwn(GATEWAY_COMMANDS, type);
