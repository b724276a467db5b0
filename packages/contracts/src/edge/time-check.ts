import { z } from "zod";

/** How a gateway checks its clock. Without servers, or where none answers, it asks the platform's enrolment door. */
export const TimeCheck = z.object({
  /** SNTP servers, `host` or `host:port`, in the order in which they are asked. */
  servers: z
    .array(z.string().regex(/^[A-Za-z0-9.-]{1,253}(:\d{1,5})?$/, "is not a host or host:port"))
    .max(4)
    .default([]),
  /** A clock that may be off by more is not trusted, ms. */
  toleranceMs: z.number().int().min(100).max(3_600_000).default(10_000),
});
export type TimeCheck = z.infer<typeof TimeCheck>;
