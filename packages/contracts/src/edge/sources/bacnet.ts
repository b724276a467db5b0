import { z } from "zod";
import { point, source } from "./source";

export const BacnetSource = z.object({
  ...source,
  driver: z.literal("bacnet"),
  /** `host:port` of the device. */
  address: z.string().regex(/^[^:]+:\d+$/),
  pollMs: z.number().int().min(500).default(5000),
  /** `object` is `<object type>:<instance>`, such as `analog-input:1`. */
  points: z.array(z.object({ ...point, object: z.string().regex(/^[a-z-]+:\d+$/) })).min(1),
});

export type BacnetSource = z.infer<typeof BacnetSource>;
