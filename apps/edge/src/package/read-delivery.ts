import { gunzipSync } from "node:zlib";
import { EdgePackage } from "@outstation/contracts/edge/package";
import { ConfigMessage, PACKAGE_BYTES_MAX } from "@outstation/contracts/edge/package-delivery";
import type { Signed, SigningKey } from "@outstation/contracts/edge/signed";
import { sha256OfBody, verifySigned } from "@outstation/contracts/edge/verify-signed";
import type { DeviceIdentity } from "@outstation/contracts/mqtt/identity";
import { Fault } from "@outstation/kit/fault";
import { z } from "zod";
import type { Held, KeptPackages } from "./kept-package";

/** RFC 1952, 2.3.1. */
const isGzip = (payload: Buffer) => payload[0] === 0x1f && payload[1] === 0x8b;

/**
 * The signed package in a message on `down/config`; null where it is about something else.
 * @throws Error where the message cannot be read
 */
export function packageIn(payload: Buffer): Signed | null {
  // Twice: the text of a package, escaped as a string.
  const plain = isGzip(payload) ? gunzipSync(payload, { maxOutputLength: 2 * PACKAGE_BYTES_MAX }) : payload;
  return ConfigMessage.parse(JSON.parse(plain.toString("utf8"))).edgePackage ?? null;
}

/** `known`: it is what runs, or what was refused already. */
export type Verdict =
  | { readonly kind: "take"; readonly held: Held }
  | { readonly kind: "known" }
  | { readonly kind: "refuse"; readonly version: number | null; readonly sha256: string; readonly reason: string };

/**
 * Whether a delivered package is to be applied. Pure.
 * @throws Fault `signature.unknown_key` where the platform may have a key that is newer than those
 */
export function judge(
  signed: Signed,
  by: { readonly keys: readonly SigningKey[]; readonly identity: DeviceIdentity; readonly kept: KeptPackages },
): Verdict {
  const { identity, kept } = by;
  const sha256 = sha256OfBody(signed.body);
  if (sha256 === kept.running.sha256 || sha256 === kept.refused?.sha256) return { kind: "known" };
  const refuse = (version: number | null, reason: string): Verdict => ({ kind: "refuse", version, sha256, reason });
  let body: string;
  try {
    body = verifySigned(signed, by.keys, "edge package");
  } catch (reason) {
    if (!(reason instanceof Fault) || reason.code === "signature.unknown_key") throw reason;
    // Nobody vouches for what it says, its version included: that must not keep a later package away.
    return refuse(null, reason.publicMessage);
  }
  const parsed = EdgePackage.safeParse(JSON.parse(body));
  if (!parsed.success)
    return refuse(versionIn(body), `This gateway's software cannot read it: ${z.prettifyError(parsed.error)}`);
  const edgePackage = parsed.data;
  const { version, tenant, gateway } = edgePackage;
  if (tenant !== identity.tenant || gateway !== identity.device)
    return refuse(version, `It is for ${tenant}.${gateway}, not for ${identity.tenant}.${identity.device}.`);
  const newest = Math.max(kept.running.edgePackage.version, kept.refused?.version ?? 0);
  if (version < newest) return refuse(version, `It is older than version ${newest}. To go back, publish it again.`);
  return { kind: "take", held: { edgePackage, sha256 } };
}

/** Of a package that this software cannot read. */
function versionIn(body: string): number | null {
  try {
    return z.object({ version: z.number().int().positive() }).parse(JSON.parse(body)).version;
  } catch {
    return null;
  }
}
