import { createHash, sign } from "node:crypto";
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { type BuildKind, type BuildStatement, signedBuildText } from "@outstation/contracts/edge/build-statement";
import type { DeviceIdentity } from "@outstation/contracts/mqtt/identity";
import type { Clock } from "@outstation/kit/clock";

/** Put in by the bundler, so that it lies in the bytes that are hashed and can be set by nothing at run time. */
declare const OUTSTATION_BUILD: BuildKind | undefined;

export const buildKind: BuildKind = typeof OUTSTATION_BUILD === "undefined" ? "standard" : OUTSTATION_BUILD;

type Signer = DeviceIdentity & { readonly privateKey: string };

/**
 * Says which build this is, for the status, with the hash of the file that holds this code: of a bundle, the whole gateway;
 * run from its sources it is the hash of no published build. Signed once for each key: a renewal brings a new one.
 */
export function createBuildStatement(options: {
  readonly identity: () => Signer;
  readonly software: string;
  readonly clock: Clock;
}): () => { readonly build: BuildStatement } {
  const sha256 = createHash("sha256")
    .update(readFileSync(fileURLToPath(import.meta.url)))
    .digest("hex");
  const said = { kind: buildKind, sha256, software: options.software, statedAt: options.clock.now() };
  let signed: { readonly key: string; readonly build: BuildStatement } | undefined;
  return () => {
    const identity = options.identity();
    if (signed?.key !== identity.privateKey) {
      const signature = sign("sha256", Buffer.from(signedBuildText(identity, said)), identity.privateKey);
      signed = { key: identity.privateKey, build: { ...said, signature: signature.toString("base64") } };
    }
    return { build: signed.build };
  };
}
