import { execFileSync, spawn } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { commonNameOf, type DeviceIdentity } from "@outstation/contracts/mqtt/identity";
import { downTopic, upTopic } from "@outstation/contracts/mqtt/topics";
import type { RawMessage } from "@outstation/contracts/streams/raw-message";
import type { Broker, BrokerAccess } from "@outstation/domain/ports";
import { connectAsync } from "mqtt";
import { generate } from "mqtt-packet";
import { afterAll, beforeAll, beforeEach, describe, expect, test, vi } from "vitest";
import { openFileSigner } from "../signer/file-signer";
import { P256, x509 } from "../signer/x509";
import { createEmbeddedBroker } from "./embedded-broker";

vi.setConfig({ testTimeout: 30_000, hookTimeout: 30_000 });

// Promise: clients that we did not write (mosquitto in C, MQTT.js, OpenSSL) meet the same door with the certificates we issue.

const me = { tenant: "acme", device: "gw-1" };
const topic = upTopic(me, "telemetry");
const body = '{"ts":1732420000000,"values":{"a":1}}';
const folder = mkdtempSync(join(tmpdir(), "outstation-peers-"));
let broker: Broker & BrokerAccess;
let port: number;
let accepted: RawMessage[] = [];
let files: { root: string; mine: Files; foreign: Files };

type Files = { cert: string; key: string };
type Authority = Awaited<ReturnType<typeof openFileSigner>>;

beforeAll(async () => {
  const ours = await openFileSigner(join(folder, "ours"), Date.now);
  const others = await openFileSigner(join(folder, "others"), Date.now);
  files = {
    root: write("root.pem", ours.platform.root),
    mine: await issue(ours, me, "mine"),
    foreign: await issue(others, me, "foreign"),
  };
  port = await freePort();
  const tls = await ours.platform.serverFor(["127.0.0.1"]);
  broker = createEmbeddedBroker({
    host: "127.0.0.1",
    port,
    tls: { ...tls, trusted: [ours.platform.root, ours.platform.issuing] },
    now: Date.now,
    onRefused: () => undefined,
  });
  await broker.listen({
    admit: async () => true,
    accept: async (message) => void accepted.push(message),
  });
});
afterAll(async () => {
  await broker.close();
  rmSync(folder, { recursive: true, force: true });
});
beforeEach(() => {
  accepted = [];
});

function write(name: string, text: string): string {
  writeFileSync(join(folder, name), text);
  return join(folder, name);
}

async function issue({ signer }: Authority, identity: DeviceIdentity, name: string): Promise<Files> {
  const keys = await crypto.subtle.generateKey(P256, true, ["sign", "verify"]);
  const request = await x509.Pkcs10CertificateRequestGenerator.create({ keys, signingAlgorithm: P256 });
  const { pem } = await signer.issue({ certificateRequest: request.toString("pem"), identity, now: Date.now() });
  const pkcs8 = await crypto.subtle.exportKey("pkcs8", keys.privateKey);
  const key = x509.PemConverter.encode(pkcs8, x509.PemConverter.PrivateKeyTag);
  return { cert: write(`${name}.pem`, [pem, signer.chain()[0]].join("\n")), key: write(`${name}.key`, key) };
}

async function freePort(): Promise<number> {
  const probe = createServer().listen(0, "127.0.0.1");
  await new Promise<void>((resolve) => probe.once("listening", resolve));
  const address = probe.address();
  await new Promise<void>((resolve) => probe.close(() => resolve()));
  if (address === null || typeof address === "string") throw new Error("no port");
  return address.port;
}

function isInstalled(program: string, ...args: string[]): boolean {
  try {
    execFileSync(program, args, { stdio: "pipe" });
    return true;
  } catch (reason) {
    const installed = (reason as { code?: unknown }).code !== "ENOENT";
    if (!installed) console.warn(`${program} is not installed: skipped what it would do with our certificates`);
    return installed;
  }
}

type Ran = { readonly code: number | null; readonly output: string };
type Peer = {
  /** What it reads. It stays open, so that only the other side can end the connection. */
  readonly input?: Uint8Array;
  /** What it is ended at. */
  readonly until?: string;
};

/** Runs a client to its end. */
function run(program: string, args: readonly string[], { input, until }: Peer = {}): Promise<Ran> {
  const child = spawn(program, args, { stdio: ["pipe", "pipe", "pipe"] });
  let output = "";
  const hear = (chunk: Buffer) => {
    output += chunk.toString("latin1");
    if (until !== undefined && output.includes(until)) child.kill();
  };
  child.stdout.on("data", hear);
  child.stderr.on("data", hear);
  child.stdin.on("error", () => undefined);
  if (input) child.stdin.write(input);
  return new Promise((resolve, reject) => {
    child.once("error", reject);
    child.once("close", (code) => resolve({ code, output }));
  });
}

describe.skipIf(!isInstalled("mosquitto_pub", "--help"))("mosquitto's clients", () => {
  const common = (credentials: Partial<Files>, version: string) => [
    ...["-h", "127.0.0.1", "-p", String(port), "-V", version, "-q", "1", "-d"],
    ...["--cafile", files.root, "-i", commonNameOf(me)],
    ...(credentials.cert ? ["--cert", credentials.cert] : []),
    ...(credentials.key ? ["--key", credentials.key] : []),
  ];
  const publish = (credentials: Partial<Files>, version: string, to = topic) =>
    run("mosquitto_pub", [...common(credentials, version), "-t", to, "-m", body]);

  test.each(["311", "5"])(
    "version %s: publishes with its certificate and gets its acknowledgement",
    async (version) => {
      const { code, output } = await publish(files.mine, version);
      expect(output).toMatch(/received PUBACK/);
      expect(code).toBe(0);
      expect(accepted).toMatchObject([{ ...me, channel: "telemetry" }]);
      expect(Buffer.from(accepted[0]?.payload ?? []).toString()).toBe(body);
    },
  );

  test.each(["311", "5"])("version %s: gets no acknowledgement for another device's topic", async (version) => {
    const { output } = await publish(files.mine, version, "acme/d/gw-2/up/telemetry");
    expect(output).not.toMatch(/received PUBACK.*(rc0|RC:0)/i);
    expect(accepted).toEqual([]);
  });

  test.each(["without a certificate", "with a certificate of another authority"])("is not let in %s", async (which) => {
    const { code, output } = await publish(which.startsWith("without") ? {} : files.foreign, "5");
    expect(code).not.toBe(0);
    expect(output).not.toMatch(/received CONNACK/);
    expect(accepted).toEqual([]);
  });

  test("is not let in under another device's client id", async () => {
    const { code, output } = await run("mosquitto_pub", [
      ...common(files.mine, "5"),
      ...["-i", "acme.gw-2", "-t", "acme/d/gw-2/up/telemetry", "-m", body],
    ]);
    expect(code).not.toBe(0);
    expect(output).toMatch(/not authori[sz]ed/i);
    expect(accepted).toEqual([]);
  });

  test("subscribes to what is sent to it, and is refused what is another's", async () => {
    const command = downTopic(me, "cmd");
    let heard: Ran | undefined;
    void run("mosquitto_sub", [...common(files.mine, "5"), "-t", command, "-C", "1"]).then((ran) => {
      heard = ran;
    });
    // It ends at the first message, and its output comes only then: sent until it was there to hear it.
    await vi.waitUntil(
      async () => {
        await broker.send(command, Buffer.from("open the valve"));
        return heard;
      },
      { timeout: 20_000, interval: 20 },
    );
    expect(heard?.output).toContain("open the valve");
    const refused = await run("mosquitto_sub", [...common(files.mine, "5"), "-t", "acme/d/gw-2/down/#"]);
    expect(refused.output).toMatch(/All subscription requests were denied/);
  });
});

describe.skipIf(!isInstalled("openssl", "version"))("OpenSSL's client", () => {
  const dial = (args: readonly string[], peer?: Peer) =>
    run(
      "openssl",
      ["s_client", "-connect", `127.0.0.1:${port}`, "-CAfile", files.root, "-verify_return_error", ...args],
      peer,
    );

  test.each(["-tls1_2", "-tls1_3"])("%s: is shown out without a certificate", async (version) => {
    const { code, output } = await dial([version]);
    expect(output).toMatch(/alert (certificate required|handshake failure)/);
    expect(code).not.toBe(0);
  });

  test.each(["-tls1_2", "-tls1_3"])("%s: reaches the broker with an issued one, and is answered", async (version) => {
    const credentials = ["-cert", files.mine.cert, "-key", files.mine.key];
    const input = generate({ cmd: "connect", clientId: commonNameOf(me), keepalive: 0, clean: true });
    // CONNACK, accepted (MQTT 3.1.1, 3.2).
    const accepted = "\x20\x02\x00\x00";
    const { output } = await dial([version, "-quiet", ...credentials], { input, until: accepted });
    expect(output).toContain(accepted);
  });

  test("TLS 1.1 is not spoken", async () => {
    const { code, output } = await dial(["-tls1_1", "-cipher", "DEFAULT@SECLEVEL=0"]);
    expect(code).not.toBe(0);
    expect(output).toMatch(/alert protocol version|no protocols available|unsupported protocol/);
  });
});

test.each([4, 5] as const)(
  "MQTT.js, version %i: publishes with its certificate and gets its acknowledgement",
  async (version) => {
    const client = await connectAsync({
      ...{ protocol: "mqtts", host: "127.0.0.1", port, protocolVersion: version, clientId: commonNameOf(me) },
      ca: readFileSync(files.root),
      cert: readFileSync(files.mine.cert),
      key: readFileSync(files.mine.key),
    });
    await client.publishAsync(topic, body, { qos: 1 });
    await client.endAsync();
    expect(accepted).toMatchObject([{ ...me, channel: "telemetry" }]);
  },
);
