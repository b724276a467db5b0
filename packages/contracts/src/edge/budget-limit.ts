import { z } from "zod";

/** What a gateway may send and receive in a month, everything on the wire counted: the plan of its SIM or its satellite terminal. */
export const DataBudget = z.object({
  bytesPerMonth: z.number().int().min(100_000),
  /** The day of the month on which the carrier begins to count anew, in UTC. */
  resetsOnDay: z.number().int().min(1).max(28).default(1),
});
export type DataBudget = z.infer<typeof DataBudget>;
