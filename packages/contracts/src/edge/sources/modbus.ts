import { z } from "zod";
import { point, source } from "./source";

export const ModbusSource = z.object({
  ...source,
  driver: z.literal("modbus"),
  host: z.string(),
  port: z.number().int().min(1).max(65535),
  unitId: z.number().int().min(0).max(255),
  pollMs: z.number().int().min(250).default(5000),
  points: z
    .array(
      z.object({
        ...point,
        table: z.enum(["holding", "input"]),
        /** Zero-based, as on the wire. */
        address: z.number().int().min(0).max(65535),
        type: z.enum(["uint16", "int16", "uint32", "int32", "float32"]),
        /** Most significant register first unless `little`. */
        wordOrder: z.enum(["big", "little"]).default("big"),
        scale: z.number().default(1),
      }),
    )
    .min(1),
});

export type ModbusSource = z.infer<typeof ModbusSource>;
