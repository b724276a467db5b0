import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { connect as connectTcp, createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { connect as connectTls } from "node:tls";
import { commonNameOf, type DeviceIdentity } from "@outstation/contracts/mqtt/identity";
import { PAYLOAD_BYTES_MAX } from "@outstation/contracts/mqtt/telemetry";
import type { RawMessage } from "@outstation/contracts/streams/raw-message";
import type { Broker } from "@outstation/domain/ports";
import { connect, type IClientOptions, type MqttClient } from "mqtt";
import { afterAll, afterEach, beforeAll, beforeEach, expect, test, vi } from "vitest";
import { openFileSigner } from "../signer/file-signer";
import { P256, x509 } from "../signer/x509";
import { createEmbeddedBroker } from "./embedded-broker";

type Authority = Awaited<ReturnType<typeof openFileSigner>>;
type Credentials = { readonly cert: string; readonly key: string };

const me = { tenant: "acme", device: "gw-1" };
const neighbour = { tenant: "acme", device: "gw-2" };
const stranger = { tenant: "globex", device: "gw-1" };
const telemetry = "acme/d/gw-1/up/telemetry";
const body = Buffer.from('{"ts":1732420000000,"values":{"a":1}}');

let folder: string;
let ours: Authority;
let foreign: Authority;
let mine: Credentials;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "outstation-broker-"));
  ours = await openFileSigner(join(folder, "ours"), Date.now);
  foreign = await openFileSigner(join(folder, "foreign"), Date.now);
  mine = await enrol(ours, me);
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

async function enrol({ signer }: Authority, identity: DeviceIdentity): Promise<Credentials> {
  const keys = await crypto.subtle.generateKey(P256, true, ["sign", "verify"]);
  const request = await x509.Pkcs10CertificateRequestGenerator.create({ keys, signingAlgorithm: P256 });
  const certificateRequest = request.toString("pem");
  const { pem } = await signer.issue({ certificateRequest, identity, now: Date.now() });
  const pkcs8 = await crypto.subtle.exportKey("pkcs8", keys.privateKey);
  return {
    cert: [pem, signer.chain()[0]].join("\n"),
    key: x509.PemConverter.encode(pkcs8, x509.PemConverter.PrivateKeyTag),
  };
}

let broker: Broker;
let port: number;
let refusals: string[];
const clients: MqttClient[] = [];
// Each test says what the house does behind the door.
const accept = vi.fn<(message: RawMessage) => Promise<void>>();
const admit = vi.fn<(identity: DeviceIdentity, fingerprintSha256: string) => Promise<boolean>>();

beforeEach(async () => {
  accept.mockReset().mockResolvedValue();
  admit.mockReset().mockResolvedValue(true);
  refusals = [];
  port = await freePort();
  const tls = await ours.platform.serverFor(["127.0.0.1"]);
  broker = createEmbeddedBroker({
    host: "127.0.0.1",
    port,
    tls: { ...tls, trusted: [ours.platform.root, ours.platform.issuing] },
    now: Date.now,
    onRefused: (reason) => refusals.push(reason),
  });
  await broker.listen({ admit, accept });
});
afterEach(async () => {
  for (const client of clients.splice(0)) client.end(true);
  await broker.close();
});

async function freePort(): Promise<number> {
  const probe = createServer().listen(0, "127.0.0.1");
  await once(probe, "listening");
  const address = probe.address();
  probe.close();
  await once(probe, "close");
  if (address === null || typeof address === "string") throw new Error("no port");
  return address.port;
}

const event = (client: MqttClient, name: "connect" | "close") =>
  new Promise<void>((resolve) => client.once(name, () => resolve()));

function dial(credentials: Partial<Credentials>, options: IClientOptions = {}): MqttClient {
  const client = connect({
    protocol: "mqtts",
    host: "127.0.0.1",
    port,
    ca: ours.platform.root,
    clientId: commonNameOf(me),
    protocolVersion: 5,
    reconnectPeriod: 0,
    connectTimeout: 5_000,
    ...credentials,
    ...options,
  });
  client.on("error", () => undefined);
  clients.push(client);
  return client;
}

async function connected(credentials: Credentials = mine, options: IClientOptions = {}): Promise<MqttClient> {
  const client = dial(credentials, options);
  await event(client, "connect");
  return client;
}

/** Resolves once the connection is over; a client that was let in is a failure. */
function turnedAway(client: MqttClient): Promise<void> {
  return new Promise((resolve, reject) => {
    client.once("connect", () => reject(new Error("the broker let it in")));
    client.once("close", () => resolve());
  });
}

/** Publishes and tells when the PUBACK came; mqtt.js settles nothing when the link closes first, so no promise is made. */
function publish(client: MqttClient, topic: string, payload: Buffer = body): { acknowledged: () => boolean } {
  let acknowledged = false;
  client.on("packetreceive", (packet) => {
    if (packet.cmd === "puback") acknowledged = true;
  });
  client.publish(topic, payload, { qos: 1 }, () => undefined);
  return { acknowledged: () => acknowledged };
}

const until = (condition: () => boolean) => vi.waitUntil(condition, { timeout: 5_000, interval: 5 });

/** A round trip: whatever the broker sent before it has arrived when this resolves. */
async function roundTrip(client: MqttClient): Promise<void> {
  const answered = new Promise<void>((resolve) => {
    client.on("packetreceive", (packet) => packet.cmd === "pingresp" && resolve());
  });
  client.sendPing();
  await answered;
}

test.each([4, 5] as const)(
  "MQTT %i: a publish to the own topic is handed over, and acknowledged only then",
  async (version) => {
    let release: () => void = () => undefined;
    accept.mockReturnValue(
      new Promise<void>((resolve) => {
        release = resolve;
      }),
    );
    const client = await connected(mine, { protocolVersion: version });
    const sent = publish(client, telemetry);
    await until(() => accept.mock.calls.length === 1);
    await roundTrip(client);
    expect(sent.acknowledged()).toBe(false);
    release();
    await until(sent.acknowledged);
    const [message] = accept.mock.calls[0] as [RawMessage];
    expect(message).toMatchObject({ ...me, channel: "telemetry" });
    expect(Buffer.from(message.payload).equals(body)).toBe(true);
    expect(Math.abs(message.receivedAt - Date.now())).toBeLessThan(10_000);
  },
);

test("the certificate that admit is asked about is the one that was shown", async () => {
  await connected();
  const shown = new x509.X509Certificate(mine.cert.slice(0, mine.cert.indexOf("-----END") + 25));
  const fingerprint = Buffer.from(await shown.getThumbprint("SHA-256")).toString("hex");
  expect(admit.mock.calls).toEqual([[me, fingerprint]]);
});

test("a message that could not be taken over closes the connection without PUBACK, so that the device sends again", async () => {
  accept.mockRejectedValue(new Error("the log is away"));
  const client = await connected();
  const closed = event(client, "close");
  const sent = publish(client, telemetry);
  await closed;
  expect(sent.acknowledged()).toBe(false);
  expect(accept).toHaveBeenCalledTimes(1);
});

test.each([
  ["another tenant's", "globex/d/gw-1/up/telemetry"],
  ["another device's", "acme/d/gw-2/up/telemetry"],
  ["its own down", "acme/d/gw-1/down/cmd"],
  ["an unknown", "acme/d/gw-1/up/secret"],
  ["the broker's own", "$SYS/x"],
])("a publish to %s topic disconnects and is never accepted", async (_whose, topic) => {
  const client = await connected();
  const closed = event(client, "close");
  publish(client, topic);
  await closed;
  expect(accept).not.toHaveBeenCalled();
  expect(refusals.join()).toContain(topic);
});

test("a subscription to the own down/# is granted", async () => {
  const client = await connected();
  const [granted] = await client.subscribeAsync("acme/d/gw-1/down/#", { qos: 1 });
  expect(granted?.qos).toBe(1);
});

test.each([4, 5] as const)("MQTT %i: every other subscription is refused", async (version) => {
  const client = await connected(mine, { protocolVersion: version });
  const filters = [
    "globex/d/gw-1/down/#",
    "acme/d/gw-2/down/#",
    "acme/d/gw-1/up/#",
    "acme/d/+/down/#",
    "+/d/gw-1/down/#",
    "#",
    "$SYS/#",
    "$share/g/acme/d/gw-1/down/#",
    "$share/g/#",
  ];
  for (const filter of filters) {
    const codes = new Promise<number[]>((resolve, reject) => {
      client.once("packetreceive", (packet) => {
        if (packet.cmd === "suback") resolve(packet.granted.map(Number));
      });
      client.once("close", () => reject(new Error(`closed at ${filter}`)));
    });
    client.subscribe(filter, { qos: 1 }, () => undefined);
    const [code] = await codes;
    expect({ filter, refused: Number(code) >= 0x80 }).toEqual({ filter, refused: true });
  }
});

test.each(["acme.gw-2", "globex.gw-1", "", "acme", "+", "ACME.gw-1"])(
  "the client id %j under the certificate of acme.gw-1 is refused",
  async (clientId) => {
    await turnedAway(dial(mine, { clientId }));
    expect(admit).not.toHaveBeenCalled();
    expect(refusals).toHaveLength(1);
  },
);

test("a connection without a certificate ends at TLS", async () => {
  await turnedAway(dial({}));
  expect(admit).not.toHaveBeenCalled();
});

test("a certificate of another authority with our names in it ends at TLS", async () => {
  await turnedAway(dial(await enrol(foreign, me)));
  expect(admit).not.toHaveBeenCalled();
});

test("a server's certificate is no device's", async () => {
  const { certificate, key } = await ours.platform.serverFor(["acme.gw-1"]);
  await turnedAway(dial({ cert: certificate, key }));
  expect(admit).not.toHaveBeenCalled();
});

test("a certificate that is not on the register is refused", async () => {
  admit.mockResolvedValue(false);
  await turnedAway(dial(mine));
  expect(refusals).toHaveLength(1);
});

test("a register that cannot be asked admits nobody", async () => {
  admit.mockRejectedValue(new Error("the database is away"));
  await turnedAway(dial(mine));
});

test("the last will is handed over when the socket dies", async () => {
  const will = {
    topic: "acme/d/gw-1/up/status",
    payload: Buffer.from('{"online":false}'),
    qos: 1 as const,
    retain: true,
  };
  const client = await connected(mine, { will });
  client.stream.destroy();
  await until(() => accept.mock.calls.length === 1);
  expect(accept.mock.calls[0]?.[0]).toMatchObject({ ...me, channel: "status" });
});

test("a last will in another device's name is never accepted", async () => {
  const will = {
    topic: "acme/d/gw-2/up/status",
    payload: Buffer.from('{"online":false}'),
    qos: 1 as const,
    retain: false,
  };
  const client = await connected(mine, { will });
  client.stream.destroy();
  await until(() => refusals.length === 1);
  expect(accept).not.toHaveBeenCalled();
});

test("a payload far over the limit closes the connection and is never accepted", async () => {
  const client = await connected();
  const closed = event(client, "close");
  publish(client, telemetry, Buffer.alloc(PAYLOAD_BYTES_MAX * 2, 0x20));
  await closed;
  expect(accept).not.toHaveBeenCalled();
});

test("a payload of exactly the limit is taken", async () => {
  const client = await connected();
  await until(publish(client, telemetry, Buffer.alloc(PAYLOAD_BYTES_MAX, 0x20)).acknowledged);
  expect(accept.mock.calls[0]?.[0].payload).toHaveLength(PAYLOAD_BYTES_MAX);
});

test("a new connection of the same device takes over from the old one; other devices stay", async () => {
  const other = await connected(await enrol(ours, neighbour), { clientId: commonNameOf(neighbour) });
  const abroad = await connected(await enrol(ours, stranger), { clientId: commonNameOf(stranger) });
  const first = await connected();
  const closed = event(first, "close");
  await connected();
  await closed;
  await Promise.all([roundTrip(other), roundTrip(abroad)]);
});

test("connections that never say who they are do not hold up the closing of the broker", async () => {
  const silent = connectTcp(port, "127.0.0.1");
  await once(silent, "connect");
  const wordless = connectTls({ host: "127.0.0.1", port, ca: ours.platform.root, ...mine });
  await once(wordless, "secureConnect");
  const ends = [silent, wordless].map((socket) => {
    socket.on("error", () => undefined);
    return new Promise<void>((resolve) => socket.resume().once("close", () => resolve()));
  });
  await broker.close();
  await Promise.all(ends);
});
