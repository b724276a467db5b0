import { ROLES } from "@outstation/contracts/access/permissions";
import { isDeviceKey } from "@outstation/contracts/mqtt/identity";
import type { MessageCursor } from "@outstation/domain/signals/messages";
import { z } from "zod";

export const DeviceKey = z.string().refine(isDeviceKey, "is not a device key");

export const Email = z.email().max(254);
export const Password = z.string().min(1).max(256);
export const Token = z.string().min(20).max(200);
export const Slug = z.string().min(1).max(64);
export const Name = z.string().min(1).max(200);
export const AnyRole = z.enum(ROLES);
/** What someone can be given who is not an owner. */
export const LesserRole = AnyRole.exclude(["owner"]);

/** Where a live subscription left off: the offset after the last message it got. */
export const LastEventId = z
  .string()
  .regex(/^\d{1,15}$/)
  .nullish();

export const resumeFrom = (lastEventId: z.infer<typeof LastEventId>): number | null =>
  lastEventId ? Number(lastEventId) : null;

/** The same for messages, which end in one of two streams: how far in each, `<accepted>.<quarantined>`; one number for both. */
export const LastMessageId = z
  .string()
  .regex(/^\d{1,15}(\.\d{1,15})?$/)
  .nullish();

export const messageEventId = (cursor: MessageCursor): string =>
  `${cursor["telemetry-accepted"]}.${cursor["telemetry-quarantine"]}`;

export function resumeMessagesFrom(lastEventId: z.infer<typeof LastMessageId>): MessageCursor | null {
  if (!lastEventId) return null;
  const [accepted = 0, quarantined = accepted] = lastEventId.split(".").map(Number);
  return { "telemetry-accepted": accepted, "telemetry-quarantine": quarantined };
}
