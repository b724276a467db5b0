import { createHash } from "node:crypto";
import type { TLSSocket } from "node:tls";
import { type DeviceIdentity, parseCommonName } from "@outstation/contracts/mqtt/identity";
import type { UpTopic } from "@outstation/contracts/mqtt/topics";

/** Whom a connection's certificate names. The chain was verified by TLS before this is asked. */
export type Peer = {
  readonly identity: DeviceIdentity;
  readonly commonName: string;
  /** Lower-case hexadecimal, of the DER. */
  readonly fingerprintSha256: string;
  /** Lower-case hexadecimal, of the DER. */
  readonly fingerprintMd5: string;
  /** Topics it was found to have the right to publish to. */
  readonly ownTopics: Map<string, UpTopic>;
};

/** The peer of a connection, or null where the certificate names no device. */
export function peerOf(socket: TLSSocket): Peer | null {
  const { subject, fingerprint256, raw } = socket.getPeerCertificate();
  const commonName: unknown = subject?.CN;
  // More than one CN comes as an array; such a certificate is none of ours.
  if (!socket.authorized || typeof commonName !== "string") return null;
  const identity = parseCommonName(commonName);
  return identity === null
    ? null
    : {
        identity,
        commonName,
        fingerprintSha256: fingerprint256.replaceAll(":", "").toLowerCase(),
        fingerprintMd5: createHash("md5").update(raw).digest("hex"),
        ownTopics: new Map(),
      };
}
