import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { commonNameOf } from "@outstation/contracts/mqtt/identity";
import { connect } from "mqtt";
import { createEmbeddedBroker } from "../../embedded-broker/embedded-broker";
import { openFileSigner } from "../../signer/file-signer";
import { P256, x509 } from "../../signer/x509";
import type { Card, Connected, Received, Side } from "./side";

type Papers = Card & { readonly cert: string; readonly key: string };

/** The embedded broker over mutual TLS, and MQTT.js as its devices. */
export async function startEmbeddedSide(): Promise<Side<Papers>> {
  const folder = mkdtempSync(join(tmpdir(), "outstation-access-"));
  const { signer, platform } = await openFileSigner(folder, Date.now);
  const port = await freePort();
  const broker = createEmbeddedBroker({
    ...{ host: "127.0.0.1", port, now: Date.now, onRefused: () => undefined },
    tls: { ...(await platform.serverFor(["127.0.0.1"])), trusted: [platform.root, platform.issuing] },
  });
  // The register lets everybody in: what is tested is what the broker was told.
  await broker.listen({ admit: async () => true, accept: async () => undefined });

  return {
    access: broker,
    issue: async (identity) => {
      const keys = await crypto.subtle.generateKey(P256, true, ["sign", "verify"]);
      const request = await x509.Pkcs10CertificateRequestGenerator.create({ keys, signingAlgorithm: P256 });
      const certificateRequest = request.toString("pem");
      const { pem, fingerprintMd5 } = await signer.issue({ certificateRequest, identity, now: Date.now() });
      const pkcs8 = await crypto.subtle.exportKey("pkcs8", keys.privateKey);
      const key = x509.PemConverter.encode(pkcs8, x509.PemConverter.PrivateKeyTag);
      return { identity, fingerprintMd5, cert: [pem, signer.chain()[0]].join("\n"), key };
    },
    connect: ({ identity, cert, key }) => dial({ identity, cert, key, port, ca: platform.root }),
    stop: async () => {
      await broker.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

function dial(to: Omit<Papers, "fingerprintMd5"> & { port: number; ca: string }): Promise<Connected | null> {
  const { identity, ...options } = to;
  const client = connect({
    ...{ protocol: "mqtts", host: "127.0.0.1", protocolVersion: 5, reconnectPeriod: 0, connectTimeout: 5_000 },
    ...options,
    clientId: commonNameOf(identity),
  });
  client.on("error", () => undefined);
  const received: Received[] = [];
  client.on("message", (topic, payload, { properties }) =>
    received.push({
      ...{ topic, payload, correlation: properties?.correlationData?.toString() },
      expiryS: properties?.messageExpiryInterval,
    }),
  );
  return new Promise((resolve, reject) => {
    const ended = new Promise<void>((end) => client.once("close", () => end()));
    ended.then(() => {
      client.end(true);
      resolve(null);
    });
    client.once("connect", () => {
      client
        .subscribeAsync(`${identity.tenant}/d/${identity.device}/down/#`, { qos: 1 })
        .then(() => resolve({ ended, isConnected: () => client.connected, received }), reject);
    });
  });
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  server.close();
  await once(server, "close");
  if (address === null || typeof address === "string") throw new Error("no port");
  return address.port;
}
