import { isDeviceKey } from "@outstation/contracts/mqtt/identity";
import { z } from "zod";

export const DeviceKey = z.string().refine(isDeviceKey, "is not a device key");

/** Where a live subscription left off: the offset after the last message it got. */
export const LastEventId = z
  .string()
  .regex(/^\d{1,15}$/)
  .nullish();

export const resumeFrom = (lastEventId: z.infer<typeof LastEventId>): number | null =>
  lastEventId ? Number(lastEventId) : null;
