import { z } from "zod";

/** The size of a change that is worth a reading. */
export const Deadband = z.discriminatedUnion("kind", [
  /** In the point's own unit. */
  z.object({ kind: z.literal("absolute"), value: z.number().positive() }),
  /** Percent of the range, such as OPC UA's EURange (OPC 10000-8, 5.6.2); without one, of the value last reported. */
  z.object({
    kind: z.literal("percent"),
    value: z.number().positive().max(100),
    range: z.tuple([z.number(), z.number()]).optional(),
  }),
]);
export type Deadband = z.infer<typeof Deadband>;

export const POINT_PRIORITIES = ["high", "normal", "low"] as const;
export type PointPriority = (typeof POINT_PRIORITIES)[number];

/** How a point becomes readings, whatever the protocol. Everything may be left out. */
export const reporting = {
  /** UCUM, what the source gives (after `scale` and `offset`) where it is not the point's own `unit`. */
  sourceUnit: z.string().max(32).optional(),
  /** Numbers are multiplied by this, then `offset` is added. */
  scale: z.number().optional(),
  offset: z.number().optional(),
  /** `change`: what differs from the last reading. `every`: each value counts for itself, such as the energy of an interval. */
  report: z.enum(["change", "every"]).optional(),
  deadband: Deadband.optional(),
  /** No two readings of an unchanged quality closer than this; the newest one is told when the time is over. */
  minIntervalMs: z.number().int().min(1).max(86_400_000).optional(),
  /** What goes first over a narrow line, and what is let go last. */
  priority: z.enum(POINT_PRIORITIES).optional(),
  /** The longest time that the point may say nothing while its source is connected; learnt where it is left out, 0 for any. */
  silentAfterMs: z.number().int().min(0).optional(),
};
