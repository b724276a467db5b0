import { z } from "zod";
import { Signed } from "./signed";

/**
 * `down/config`: the whole of what one thing should be like from now on. JSON, or the same compressed with gzip: a package of
 * thousands of points repeats itself.
 */
export const ConfigMessage = z.looseObject({
  /** What an operator wants the device to be like. */
  attributes: z.record(z.string(), z.unknown()).optional(),
  /** Signed for the purpose `edge package`; its body is an `EdgePackage`. */
  edgePackage: Signed.optional(),
});
export type ConfigMessage = z.infer<typeof ConfigMessage>;

/** A package may be as large as this when it is unpacked. */
export const PACKAGE_BYTES_MAX = 8 * 1024 * 1024;
/** From here on a message is compressed. */
export const CONFIG_PLAIN_BYTES_MAX = 16 * 1024;

/** What a gateway says of the package it runs, in `up/status`, beside its version and hash. */
export const PackageReport = z.object({
  /** `trial`: a new one has been applied, and the last good one is kept until its sources are seen to work. */
  state: z.enum(["running", "trial"]),
  /** The last package that it did not go on with, and why; the one before it is what runs. */
  refused: z
    .object({
      version: z.number().int().positive(),
      sha256: z.string().length(64),
      at: z.number().int(),
      reason: z.string().max(500),
    })
    .optional(),
});
export type PackageReport = z.infer<typeof PackageReport>;
