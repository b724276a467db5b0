import { z } from "zod";
import { isDeviceKey, isTenantSlug } from "../mqtt/identity";

const DeviceKey = z.string().refine(isDeviceKey, "is not a device key: 1 to 48 letters, digits, _ or -");

/** What every driver's point has in common: its name on the platform and how it is read by people. */
const point = {
  name: z.string().min(1).max(128),
  description: z.string().max(200).optional(),
  kind: z.enum(["number", "boolean", "string", "position"]).default("number"),
  /** UCUM, such as `Cel`, `bar`, `kW.h`, `/min`. */
  unit: z.string().max(32).optional(),
  /** Decimals a person should see. */
  decimals: z.number().int().min(0).max(9).optional(),
};

export const OpcUaSource = z.object({
  id: z.string().min(1).max(64),
  device: DeviceKey,
  driver: z.literal("opcua"),
  /** Such as `opc.tcp://127.0.0.1:4840/line3`. */
  endpoint: z.string().startsWith("opc.tcp://"),
  securityMode: z.enum(["None", "SignAndEncrypt"]),
  samplingMs: z.number().int().min(50).default(500),
  points: z.array(z.object({ ...point, nodeId: z.string() })).min(1),
});

export const BacnetSource = z.object({
  id: z.string().min(1).max(64),
  device: DeviceKey,
  driver: z.literal("bacnet"),
  /** `host:port` of the device. */
  address: z.string().regex(/^[^:]+:\d+$/),
  pollMs: z.number().int().min(500).default(5000),
  /** `object` is `<object type>:<instance>`, such as `analog-input:1`. */
  points: z.array(z.object({ ...point, object: z.string().regex(/^[a-z-]+:\d+$/) })).min(1),
});

export const ModbusSource = z.object({
  id: z.string().min(1).max(64),
  device: DeviceKey,
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

export const EdgeSource = z.discriminatedUnion("driver", [OpcUaSource, BacnetSource, ModbusSource]);

/** Everything a gateway needs to know to do its work: tenant-scoped and versioned. */
export const EdgePackage = z.object({
  version: z.number().int().positive(),
  tenant: z.string().refine(isTenantSlug, "is not a tenant slug"),
  gateway: DeviceKey,
  reporting: z.object({
    /** Readings are gathered for this long into one message per device. */
    batchMs: z.number().int().min(50).max(3_600_000),
    /** A point that did not change is reported again after this long, so that silence means a fault. */
    heartbeatMs: z.number().int().min(1000),
  }),
  sources: z.array(EdgeSource),
});
export type OpcUaSource = z.infer<typeof OpcUaSource>;
export type BacnetSource = z.infer<typeof BacnetSource>;
export type ModbusSource = z.infer<typeof ModbusSource>;
export type EdgeSource = z.infer<typeof EdgeSource>;
export type EdgePackage = z.infer<typeof EdgePackage>;
