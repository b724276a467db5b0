import { z } from "zod";
import { BuildStatement } from "../edge/build-statement";
import { PackageReport } from "../edge/package-delivery";
import { SpoolStatus } from "../edge/spool";

/** Runs of sequence numbers, both ends included, that a device let go of: its disk was full. The newest ones. */
export const DroppedRuns = z
  .array(
    z.object({
      boot: z.number().int().nonnegative(),
      from: z.number().int().nonnegative(),
      to: z.number().int().nonnegative(),
    }),
  )
  .max(64);

/** `up/status`: what a device says of itself. The last will of a gateway is `{"online": false}`. Unknown fields are kept. */
export const DeviceStatus = z.looseObject({
  online: z.boolean(),
  /** When the device said so, Unix milliseconds; absent in a last will, which is written before it is needed. */
  ts: z.number().int().optional(),
  boot: z.number().int().nonnegative().optional(),
  software: z.string().max(64).optional(),
  /** What the device says it is like: the answer to the attributes an operator wants of it. */
  attributes: z.record(z.string().max(64), z.unknown()).optional(),
  /** Which build a gateway runs, signed by it. A statement that cannot be read is none. */
  build: BuildStatement.optional().catch(undefined),
  packageVersion: z.number().int().positive().optional(),
  packageSha256: z.string().length(64).optional(),
  package: PackageReport.optional().catch(undefined),
  /** Messages on disk that the broker has not acknowledged, their bytes, and the age of the oldest in milliseconds. */
  buffer: z.object({ messages: z.number().int(), bytes: z.number().int(), oldestAgeMs: z.number().int() }).optional(),
  /** What it will not send any more: the platform then knows why it is missing. */
  dropped: DroppedRuns.optional().catch(undefined),
  /** How far the device's clock is ahead of the true time, by whom, and whether its times can be trusted. */
  clock: z
    .object({
      trusted: z.boolean(),
      source: z.enum(["sntp", "platform", "none"]),
      offsetMs: z.number().int().optional(),
      uncertaintyMs: z.number().int().optional(),
      /** When it was last measured, Unix milliseconds. */
      checkedAt: z.number().int().optional(),
      /** Why it could not be measured. */
      detail: z.string().max(200).optional(),
    })
    .optional()
    .catch(undefined),
  /** What went over the wire this month, everything counted, and what the gateway does to stay within its budget. */
  data: z
    .object({
      usedBytes: z.number().int(),
      budgetBytes: z.number().int(),
      /** What the month will come to at the present step. */
      projectedBytes: z.number().int(),
      /** Unix milliseconds: when the carrier began to count, and when it begins anew. */
      since: z.number().int(),
      until: z.number().int(),
      /** 0: as the package says; from there on slower and slower. */
      step: z.number().int().nonnegative(),
    })
    .optional()
    .catch(undefined),
  /** The gateway's store: how full, good for how long, and what is wrong with it. */
  spool: SpoolStatus.optional().catch(undefined),
  /** Points that stopped saying anything while their source says that it is connected: how many, and the longest silent. */
  silent: z
    .array(
      z.object({
        source: z.string(),
        count: z.number().int().positive(),
        points: z.array(z.object({ point: z.string(), since: z.number().int() })).max(20),
      }),
    )
    .optional()
    .catch(undefined),
  /** One entry per driver source of the edge package. */
  sources: z
    .array(
      z.object({
        id: z.string(),
        device: z.string(),
        driver: z.string(),
        state: z.enum(["connected", "connecting", "failed"]),
        detail: z.string().max(500).optional(),
      }),
    )
    .optional(),
  /** What is wrong at the gateway by its own alarms: how many are active, and the oldest of them. */
  alarms: z
    .object({
      count: z.number().int().nonnegative(),
      active: z.array(
        z.object({
          id: z.string(),
          device: z.string(),
          point: z.string(),
          priority: z.string(),
          since: z.number().int(),
        }),
      ),
    })
    .optional()
    .catch(undefined),
  /** What the gateway drives by itself; `unknown` while the output cannot be reached, and `detail` says why. */
  outputs: z
    .array(
      z.object({ id: z.string(), state: z.enum(["on", "off", "unknown"]), detail: z.string().max(200).optional() }),
    )
    .optional()
    .catch(undefined),
});
export type DeviceStatus = z.infer<typeof DeviceStatus>;
