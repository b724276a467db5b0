import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { connectAsync } from "mqtt";
import { openFileSigner } from "../../signer/file-signer";
import { P256, x509 } from "../../signer/x509";
import type { MqttBridgeOptions } from "../mqtt-bridge";
import { startScriptedBroker } from "./scripted-broker";

/** One broker of the two that the bridge's promises are tested against. */
export type Side = {
  readonly address: Pick<MqttBridgeOptions, "url" | "tls" | "login">;
  /** Resolves when the broker has them, in this order. */
  publish(messages: readonly { readonly topic: string; readonly payload: string }[]): Promise<void>;
  stop(): Promise<void>;
};

export async function startScriptedSide(): Promise<Side> {
  const broker = await startScriptedBroker();
  return {
    address: { url: `mqtt://127.0.0.1:${broker.port}` },
    publish: async (messages) => {
      for (const { topic, payload } of messages) broker.publish(topic, payload);
    },
    stop: broker.stop,
  };
}

/** A broker in a process of its own; the test brings it, as what starts programs is no part of the product. */
export type BrokerProcess = { save(): Promise<void>; kill(): Promise<void>; stop(): Promise<void> };
export type StartBroker = (place: {
  readonly folder: string;
  readonly listeners: readonly string[];
}) => Promise<BrokerProcess>;

export type MosquittoSide = Side & {
  readonly broker: () => BrokerProcess;
  /** The same again, after its end. */
  restart(): Promise<void>;
};

/** Mosquitto, which the bridge reaches over mutual TLS with a certificate of ours, and the test's devices without. */
export async function startMosquittoSide(startBroker: StartBroker): Promise<MosquittoSide> {
  const folder = mkdtempSync(join(tmpdir(), "outstation-mosquitto-"));
  const { signer, platform } = await openFileSigner(join(folder, "ca"), Date.now);
  const server = await platform.serverFor(["127.0.0.1"]);
  const place = (name: string, text: string) => {
    writeFileSync(join(folder, name), text);
    return join(folder, name);
  };
  const [secure, plain] = [await freePort(), await freePort()];
  const listeners = [
    `listener ${secure} 127.0.0.1`,
    `cafile ${place("trusted.pem", `${platform.root}\n${platform.issuing}`)}`,
    `certfile ${place("server.pem", server.certificate)}`,
    `keyfile ${place("server.key", server.key)}`,
    "require_certificate true",
    "use_identity_as_username true",
    `listener ${plain} 127.0.0.1`,
    "allow_anonymous true",
  ];
  const start = () => startBroker({ folder: join(folder, "broker"), listeners });
  let broker = await start();

  const keys = await crypto.subtle.generateKey(P256, true, ["sign", "verify"]);
  const request = await x509.Pkcs10CertificateRequestGenerator.create({ keys, signingAlgorithm: P256 });
  const identity = { tenant: "outstation", device: "bridge" };
  const { pem } = await signer.issue({ certificateRequest: request.toString("pem"), identity, now: Date.now() });
  const pkcs8 = await crypto.subtle.exportKey("pkcs8", keys.privateKey);
  return {
    address: {
      url: `mqtts://127.0.0.1:${secure}`,
      tls: {
        trusted: [platform.root],
        certificate: [pem, signer.chain()[0]].join("\n"),
        key: x509.PemConverter.encode(pkcs8, x509.PemConverter.PrivateKeyTag),
      },
    },
    publish: async (messages) => {
      const client = await connectAsync(`mqtt://127.0.0.1:${plain}`, { protocolVersion: 5 });
      await Promise.all(messages.map(({ topic, payload }) => client.publishAsync(topic, payload, { qos: 1 })));
      await client.endAsync();
    },
    broker: () => broker,
    restart: async () => {
      broker = await start();
    },
    stop: async () => {
      await broker.stop();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

async function freePort(): Promise<number> {
  const probe = createServer().listen(0, "127.0.0.1");
  await new Promise<void>((resolve) => probe.once("listening", resolve));
  const address = probe.address();
  await new Promise<void>((resolve) => probe.close(() => resolve()));
  if (address === null || typeof address === "string") throw new Error("no port");
  return address.port;
}
