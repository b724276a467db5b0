import type { TLSSocket } from "node:tls";
import { RenewalRequest, type RenewalResponse } from "@outstation/contracts/edge/enrolment";
import { type DeviceIdentity, parseCommonName } from "@outstation/contracts/mqtt/identity";
import { fault } from "@outstation/kit/fault";
import { isId } from "@outstation/kit/ids";
import type { Logger } from "@outstation/kit/logger";
import type { DoorFile } from "./door-file";
import { read } from "./enrolment";
import { jsonDoor } from "./json-door";
import type { Process } from "./process";
import type { ServerCertificate } from "./server-certificate";

/** Whom a connection's certificate names, and which certificate it is. */
export type DoorPeer = { readonly identity: DeviceIdentity; readonly fingerprintSha256: string };

export type RenewalDeps = {
  readonly host: string;
  readonly port: number;
  /** PEM; `trusted` is what a device's certificate must descend from. */
  readonly tls: { readonly certificate: string; readonly key: string; readonly trusted: readonly string[] };
  readonly renew: (peer: DoorPeer, certificateRequest: string) => Promise<RenewalResponse>;
  /** The file of a device's own update. @throws Fault `firmware.not_found`, `renewal.refused` */
  readonly firmware: (peer: DoorPeer, updateId: string) => Promise<DoorFile>;
  readonly onRenewed?: ServerCertificate["onRenewed"];
  readonly logger: Logger;
};

const FIRMWARE = "/v1/firmware/";

/**
 * `POST /v1/renew` and `GET /v1/firmware/<update>`: the door for devices whose certificate is valid, and for nobody else.
 */
export const renewal = ({ host, port, tls, onRenewed, renew, firmware, logger }: RenewalDeps): Process =>
  jsonDoor({
    name: "renewal",
    host,
    port,
    tls: {
      cert: tls.certificate,
      key: tls.key,
      ca: [...tls.trusted],
      requestCert: true,
      rejectUnauthorized: true,
    },
    onRenewed,
    logger,
    statusOf: {
      "certificate_request.invalid": 422,
      "renewal.refused": 403,
      "renewal.too_early": 409,
      "firmware.not_found": 404,
    },
    files: {
      prefix: FIRMWARE,
      open: async (updateId, socket) => {
        if (!isId(updateId)) throw fault("firmware.not_found", "There is no such update for this device.");
        return firmware(peerOf(socket), updateId);
      },
    },
    routes: {
      "/v1/renew": async (body, socket) => {
        const peer = peerOf(socket);
        const { certificateRequest } = read(RenewalRequest, body, "`certificateRequest` (PEM)");
        const renewed = await renew(peer, certificateRequest);
        logger.info({ ...peer.identity }, "certificate renewed");
        return { status: 201, body: renewed };
      },
    },
  });

/** Whom the connection's certificate names; TLS has verified it. */
function peerOf(socket: TLSSocket): DoorPeer {
  const { subject, fingerprint256 } = socket.getPeerCertificate();
  const commonName: unknown = subject?.CN;
  const identity = typeof commonName === "string" ? parseCommonName(commonName) : null;
  if (!socket.authorized || identity === null) throw fault("renewal.refused", "This certificate names no device.");
  return { identity, fingerprintSha256: fingerprint256.replaceAll(":", "").toLowerCase() };
}
