import { z } from "zod";
import { isDeviceKey } from "../../mqtt/identity";
import { reporting } from "../reporting";

export const DeviceKey = z.string().refine(isDeviceKey, "is not a device key: 1 to 48 letters, digits, _ or -");

/** What every driver's point has in common: its name on the platform and how it is read by people. */
export const point = {
  name: z.string().min(1).max(128),
  description: z.string().max(200).optional(),
  kind: z.enum(["number", "boolean", "string", "position"]).default("number"),
  /** UCUM, such as `Cel`, `bar`, `kW.h`, `/min`. */
  unit: z.string().max(32).optional(),
  /** Decimals a person should see. */
  decimals: z.number().int().min(0).max(9).optional(),
  ...reporting,
};

/** What every source has in common: its name in the package, and the device whose readings it makes. */
export const source = { id: z.string().min(1).max(64), device: DeviceKey };
