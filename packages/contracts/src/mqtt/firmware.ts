import { z } from "zod";
import { Signed } from "../edge/signed";
import { Refusal } from "./refusal";

/** Such as `1.4.0`, `1.4.0-rc.2`: numbers decide, and what stands after a dash comes before the version without it. */
export const FirmwareVersion = z
  .string()
  .regex(/^\d{1,5}\.\d{1,5}\.\d{1,5}(-[0-9A-Za-z.]{1,20})?$/, "is not a version such as 1.4.0");
export const FIRMWARE_BYTES_MAX = 256 * 1024 * 1024;

/** What a release is; signed by the platform as a `firmware manifest`. */
export const FirmwareManifest = z.looseObject({
  /** Whom it is for: the device refuses what is not for it. */
  product: z.string().min(1).max(64),
  version: FirmwareVersion,
  size: z.number().int().positive().max(FIRMWARE_BYTES_MAX),
  sha256: z.string().regex(/^[0-9a-f]{64}$/),
  /** Only over this version or a later one. */
  minimumVersion: FirmwareVersion,
  /** Unix milliseconds. */
  publishedAt: z.number().int(),
});
export type FirmwareManifest = z.infer<typeof FirmwareManifest>;

/** `down/ota`: an update that the device is offered. The file is fetched over mutual TLS, in ranges. */
export const FirmwareOffer = z.looseObject({
  /** Of this device's update; all its reports carry it. */
  id: z.uuid(),
  /** Its body is a FirmwareManifest. */
  manifest: Signed,
  /** Path at the platform's door for devices, where certificates are renewed too. */
  path: z.string().startsWith("/v1/firmware/"),
});
export type FirmwareOffer = z.infer<typeof FirmwareOffer>;

/** `down/ota` too: what is not applied yet shall not be. */
export const FirmwareWithdrawal = z.looseObject({ id: z.uuid(), withdraw: z.literal(true) });

export const FIRMWARE_REPORTS = [
  "downloading",
  "verified",
  "waiting",
  "applying",
  "succeeded",
  "failed",
  "rejected",
  "rolled_back",
  "withdrawn",
] as const;
export type FirmwareReportState = (typeof FIRMWARE_REPORTS)[number];

/** `up/ota`. `succeeded` is said by the new version alone, after its first start with good health. */
export const FirmwareReport = z.looseObject({
  id: z.uuid(),
  state: z.enum(FIRMWARE_REPORTS),
  /** The device's clock, Unix milliseconds. */
  ts: z.number().int(),
  /** What the device runs as it says so. */
  running: z.string().max(64),
  percent: z.number().int().min(0).max(100).optional(),
  /** When the window opens that `waiting` waits for, Unix milliseconds. */
  opensAt: z.number().int().optional(),
  reason: z.object({ code: z.string().max(64), message: z.string().max(500) }).optional(),
  refusal: Refusal.optional(),
});
export type FirmwareReport = z.infer<typeof FirmwareReport>;

/** Below 0 where `left` is the older of two versions, above 0 where it is the newer. */
export function compareVersions(left: string, right: string): number {
  const [leftNumbers = "", ...leftRest] = left.split("-");
  const [rightNumbers = "", ...rightRest] = right.split("-");
  const [a, b] = [leftNumbers.split(".").map(Number), rightNumbers.split(".").map(Number)];
  for (const index of [0, 1, 2]) {
    const difference = (a[index] ?? 0) - (b[index] ?? 0);
    if (difference !== 0) return difference;
  }
  const [before, after] = [leftRest.join("-"), rightRest.join("-")];
  if (before === after) return 0;
  if (before === "" || after === "") return before === "" ? 1 : -1;
  return before.localeCompare(after, "en", { numeric: true });
}
