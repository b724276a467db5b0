import { gzipSync } from "node:zlib";
import type { EdgePackage } from "@outstation/contracts/edge/package";
import {
  CONFIG_PLAIN_BYTES_MAX,
  type ConfigMessage,
  PACKAGE_BYTES_MAX,
} from "@outstation/contracts/edge/package-delivery";
import { canonicalJson } from "@outstation/contracts/edge/signed";
import { PAYLOAD_BYTES_MAX } from "@outstation/contracts/mqtt/telemetry";
import { fault } from "@outstation/kit/fault";

/** A message on `down/config`, compressed where that is worth it. */
export function spellConfig(message: ConfigMessage): Uint8Array {
  const plain = Buffer.from(JSON.stringify(message));
  return plain.byteLength <= CONFIG_PLAIN_BYTES_MAX ? plain : gzipSync(plain);
}

/** A signature and what is around it in the message. */
const AROUND_BYTES = 1024;

/** @throws Fault `edge_package.invalid` where the package is larger than one message can be */
export function requireDeliverable(edgePackage: EdgePackage): void {
  const body = canonicalJson(edgePackage);
  const sent = spellConfig({ edgePackage: { keyId: "", signature: "", body } }).byteLength + AROUND_BYTES;
  if (Buffer.byteLength(body) > PACKAGE_BYTES_MAX || sent > PAYLOAD_BYTES_MAX)
    throw fault(
      "edge_package.invalid",
      `The package is ${Math.ceil(sent / 1024)} KiB in one message; at most ${PAYLOAD_BYTES_MAX / 1024} KiB can be delivered. Give some of its sources to another gateway.`,
    );
}
