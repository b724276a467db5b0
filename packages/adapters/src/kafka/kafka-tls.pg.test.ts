import "reflect-metadata";
import { webcrypto } from "node:crypto";
import { join } from "node:path";
import { STREAMS } from "@outstation/contracts/streams/streams";
import { readEnv, text } from "@outstation/kit/env";
import { newId } from "@outstation/kit/ids";
import { createLogger } from "@outstation/kit/logger";
import { whyNoKafka } from "@outstation/local/kafka/runtime";
import { type RunningKafka, startKafka } from "@outstation/local/kafka/start-kafka";
import { makeTestFolder } from "@outstation/local/temp-folder";
import * as x509 from "@peculiar/x509";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { KafkaAddress } from "./client";
import { openKafkaLog } from "./kafka-log";

// A broker of its own for what changes seldom, so this is asked for: KAFKA_CLUSTER_TEST=yes.
const { KAFKA_CLUSTER_TEST: asked } = readEnv({ KAFKA_CLUSTER_TEST: text("") });
const missing = asked === "yes" ? await whyNoKafka() : "set KAFKA_CLUSTER_TEST=yes to run it";

const algorithm = { name: "ECDSA", namedCurve: "P-256", hash: "SHA-256" };
const makeKeys = () => webcrypto.subtle.generateKey(algorithm, true, ["sign", "verify"]) as Promise<CryptoKeyPair>;

async function makeAuthority(name: string) {
  const keys = await makeKeys();
  const authority = await x509.X509CertificateGenerator.createSelfSigned({
    name,
    keys,
    signingAlgorithm: algorithm,
    extensions: [new x509.BasicConstraintsExtension(true, undefined, true)],
  });
  /** For a broker on the loopback address, and for a client. */
  async function issue() {
    const own = await makeKeys();
    const certificate = await x509.X509CertificateGenerator.create({
      subject: "CN=outstation",
      issuer: name,
      publicKey: own.publicKey,
      signingKey: keys.privateKey,
      signingAlgorithm: algorithm,
      extensions: [
        new x509.SubjectAlternativeNameExtension([{ type: "ip", value: "127.0.0.1" }]),
        new x509.ExtendedKeyUsageExtension([x509.ExtendedKeyUsage.serverAuth, x509.ExtendedKeyUsage.clientAuth]),
      ],
    });
    const pkcs8 = await webcrypto.subtle.exportKey("pkcs8", own.privateKey);
    return { certificate: certificate.toString("pem"), key: x509.PemConverter.encode(pkcs8, "PRIVATE KEY") };
  }
  return { ca: authority.toString("pem"), issue };
}

describe.skipIf(missing !== null)(`Kafka over TLS${missing === null ? "" : ` (skipped: ${missing})`}`, () => {
  let folder: Awaited<ReturnType<typeof makeTestFolder>>;
  let kafka: RunningKafka;
  let ours: Awaited<ReturnType<typeof makeAuthority>>;
  beforeAll(async () => {
    x509.cryptoProvider.set(webcrypto as Crypto);
    ours = await makeAuthority("CN=Ours");
    folder = await makeTestFolder();
    kafka = await startKafka({
      dir: join(folder.path, "kafka"),
      jvm: ["-XX:TieredStopAtLevel=1"],
      tls: { ...(await ours.issue()), ca: ours.ca },
    });
  }, 120_000);
  afterAll(async () => {
    await kafka?.stop();
    folder?.remove();
  });

  const open = (tls: NonNullable<KafkaAddress["tls"]>) =>
    openKafkaLog({
      address: { brokers: kafka.brokers, tls },
      clientId: "tls",
      logger: createLogger("kafka", "silent"),
      retentionMs: 3_600_000,
    });

  test("both sides show a certificate, and what is appended comes back", async () => {
    const log = await open({ ca: ours.ca, ...(await ours.issue()) });
    const [place] = await log.append(STREAMS.rawTelemetry, [
      { key: "acme/pump-7", tenantId: newId(), value: Buffer.from("sealed") },
    ]);
    const from = new Map([[place?.partition ?? 0, place?.offset ?? 0]]);
    const { messages } = await log.read(STREAMS.rawTelemetry, from, 10, AbortSignal.timeout(20_000));
    expect(messages.map(({ value }) => Buffer.from(value).toString())).toEqual(["sealed"]);
    await log.close();
  });

  test("a broker of another authority is not spoken to", async () => {
    const strange = await makeAuthority("CN=Strange");
    await expect(open({ ca: strange.ca, ...(await ours.issue()) })).rejects.toThrow(/signature|certificate/i);
  });

  test("without a certificate of its authority the broker does not speak to us", async () => {
    await expect(open({ ca: ours.ca })).rejects.toThrow();
    const strange = await makeAuthority("CN=Strange");
    await expect(open({ ca: ours.ca, ...(await strange.issue()) })).rejects.toThrow();
  });
});
