import { z } from "zod";
import { isTenantSlug } from "../mqtt/identity";
import { EdgeAlarms } from "./alarms";
import { DataBudget } from "./budget-limit";
import { control } from "./control";
import { BacnetSource } from "./sources/bacnet";
import { ModbusSource } from "./sources/modbus";
import { OpcUaSource } from "./sources/opcua";
import { PiWebApiSource } from "./sources/pi-web-api";
import { DeviceKey } from "./sources/source";
import { SqlSource } from "./sources/sql";
import { SpoolSettings } from "./spool";
import { TimeCheck } from "./time-check";

export const EdgeSource = z.discriminatedUnion("driver", [
  OpcUaSource,
  BacnetSource,
  ModbusSource,
  PiWebApiSource,
  SqlSource,
]);

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
  /** Limits that the gateway watches by itself, and the outputs that they may drive. */
  alarms: EdgeAlarms.optional(),
  /** What the gateway may send and receive in a month; without one it does not count. */
  budget: DataBudget.optional(),
  /** How much the gateway keeps while the platform cannot be reached; 72 hours where it is left out. */
  spool: SpoolSettings.optional(),
  /** How the gateway checks its clock. */
  time: TimeCheck.optional(),
  ...control,
});
export type EdgeSource = z.infer<typeof EdgeSource>;
export type EdgePackage = z.infer<typeof EdgePackage>;
