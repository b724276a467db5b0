import { z } from "zod";
import { point, source } from "./source";

export const OpcUaSource = z.object({
  ...source,
  driver: z.literal("opcua"),
  /** Such as `opc.tcp://127.0.0.1:4840/line3`. */
  endpoint: z.string().startsWith("opc.tcp://"),
  securityMode: z.enum(["None", "SignAndEncrypt"]),
  samplingMs: z.number().int().min(50).default(500),
  points: z.array(z.object({ ...point, nodeId: z.string() })).min(1),
});

export type OpcUaSource = z.infer<typeof OpcUaSource>;
