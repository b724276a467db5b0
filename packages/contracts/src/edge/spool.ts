import { z } from "zod";

/**
 * What goes first and what is let go last, by number: 0 is what a person waits for (alarms and answers to commands), then the
 * points that the package calls `high`, `normal` and `low`.
 */
export const SPOOL_CLASSES = [0, 1, 2, 3] as const;
export type SpoolClass = (typeof SPOOL_CLASSES)[number];

/** How much the gateway keeps while the platform cannot be reached. */
export const SpoolSettings = z.object({
  /** Hours at the rate that the package's point list can make at most. */
  hours: z.number().min(1).max(8_760).default(72),
  /** Never more than this on disk, whatever the hours would need. */
  bytesMax: z.number().int().min(1_048_576).optional(),
});
export type SpoolSettings = z.infer<typeof SpoolSettings>;

/** `spool` of `up/status`: how full the gateway's store is, and what went wrong with it. Bytes are bytes on disk. */
export const SpoolStatus = z.looseObject({
  /** `full`: the disk takes nothing, messages are kept in memory. `pressure`: the oldest were let go within the last minute. */
  state: z.enum(["ok", "pressure", "full"]),
  /** The disk's own words, while it takes nothing. */
  detail: z.string().max(200).optional(),
  hours: z.number(),
  /** Hours that the room is good for at the forecast rate; less than `hours` where the disk is too small. */
  hoursPossible: z.number(),
  /** Hours since the oldest message that waits. */
  hoursHeld: z.number(),
  forecastBytesPerHour: z.number().int(),
  usedBytes: z.number().int(),
  limitBytes: z.number().int(),
  /** Messages that wait in memory alone, and their bytes. */
  inMemory: z.object({ messages: z.number().int(), bytes: z.number().int() }),
  /** Messages let go since this start: no room, or found damaged. */
  lost: z.number().int(),
  /** The store was found damaged: it lies where `file` says, and an empty one took its place (or only its end was missing). */
  damage: z
    .object({ at: z.number().int(), reason: z.string().max(300), file: z.string().max(300).optional() })
    .optional(),
});
export type SpoolStatus = z.infer<typeof SpoolStatus>;
