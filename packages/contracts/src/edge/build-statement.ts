import { z } from "zod";
import { commonNameOf, type DeviceIdentity } from "../mqtt/identity";

/** `readonly` has no code that could write to anything on site; `standard` may, where its package grants it. */
export const BUILD_KINDS = ["standard", "readonly"] as const;
export type BuildKind = (typeof BUILD_KINDS)[number];

/**
 * Which build a gateway says that it runs, signed with its device key: nobody between it and the platform can say it in its
 * name. It is the software's own word: its `sha256` is to be held against the one that was published for that build.
 */
export const BuildStatement = z.object({
  kind: z.enum(BUILD_KINDS),
  /** Of the file that runs, hexadecimal. */
  sha256: z.string().regex(/^[0-9a-f]{64}$/),
  software: z.string().max(64),
  /** When this start of the gateway said so, Unix milliseconds. */
  statedAt: z.number().int(),
  /** ECDSA P-256 with SHA-256 over `signedBuildText`, DER in base64. */
  signature: z.base64().max(200),
});
export type BuildStatement = z.infer<typeof BuildStatement>;

/** What is signed: the fields in this order, each on a line of its own, with the gateway's name before them. */
export const signedBuildText = (
  gateway: DeviceIdentity,
  { kind, sha256, software, statedAt }: Omit<BuildStatement, "signature">,
): string => ["outstation-edge-build-1", commonNameOf(gateway), kind, sha256, software, String(statedAt)].join("\n");
