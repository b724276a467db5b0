import { X509Certificate } from "node:crypto";
import {
  chmodSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { OpcUaSource } from "@outstation/contracts/edge/sources/opcua";
import { createLogger } from "@outstation/kit/logger";
import { createController } from "@outstation/local/hardware/opcua/controller";
import { freePorts } from "@outstation/local/ports";
import { afterAll, afterEach, beforeAll, expect, test, vi } from "vitest";
import { record } from "../driver-recorder";
import { createOpcUaDriver } from "./driver";

// Processes, sockets and key pairs take their time on a busy machine; nothing here waits for a time to pass.
vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 });

// Promise: the gateway speaks to no server that a person did not trust, says which it refused and what to do, and signs
// in with secrets that lie on the gateway only.

const folder = mkdtempSync(join(tmpdir(), "outstation-opcua-security-"));
let controller: ReturnType<typeof createController>;
const started: { stop(): Promise<void> }[] = [];
const gatewayFolder = (name: string) => join(folder, name);

beforeAll(async () => {
  const { acmeOpcUa: port } = await freePorts();
  controller = createController({ name: "line", folder, port, points: 1, samplingMs: 100 });
  await controller.start();
});
afterEach(async () => {
  await Promise.all(started.splice(0).map((one) => one.stop()));
});
afterAll(async () => {
  await controller.stop();
  rmSync(folder, { recursive: true, force: true });
});

function gateway(name: string, change: Partial<OpcUaSource> = {}) {
  const source = { ...controller.source, ...change };
  const driver = createOpcUaDriver(source, {
    dataDir: gatewayFolder(name),
    logger: createLogger("test", "silent"),
  });
  const recorder = record(driver);
  started.push(recorder);
  return { ...recorder, detail: () => recorder.health.at(-1)?.detail ?? "" };
}

function secret(gatewayName: string, name: string, content: string | Buffer) {
  mkdirSync(join(gatewayFolder(gatewayName), "secrets"), { recursive: true });
  writeFileSync(join(gatewayFolder(gatewayName), "secrets", name), content, { mode: 0o600 });
}

test("an unknown server is refused, kept and named; moving its certificate is enough to trust it", async () => {
  const { until, state, detail, latest, health } = gateway("first");
  const { fingerprint256 } = new X509Certificate(readFileSync(controller.certificateFile));
  await until(() => state() === "failed");
  expect(detail()).toContain(fingerprint256);
  const opcua = join(gatewayFolder("first"), "opcua");
  const [kept = "", ...others] = readdirSync(join(opcua, "rejected"));
  expect(others).toEqual([]);
  expect(detail()).toContain(`opcua/rejected/${kept}`);
  expect(new X509Certificate(readFileSync(join(opcua, "rejected", kept))).fingerprint256).toBe(fingerprint256);

  // Rubbish in the folder trusts nobody and spoils nothing.
  writeFileSync(join(opcua, "trusted", "notes.pem"), "call the electrician");
  renameSync(join(opcua, "rejected", kept), join(opcua, "trusted", kept));
  const before = health.length;
  // The server does not know the gateway yet: that is another refusal, and not ours.
  await until(() => health.slice(before).some((one) => one.state === "failed" && !one.detail?.includes("not trusted")));
  expect(latest("p0")).toBeUndefined();
  await controller.meet(gatewayFolder("first"));
  await until(() => state() === "connected" && latest("p0") !== undefined);
  expect(readdirSync(join(opcua, "rejected"))).toEqual([]);
});

test("the package may name the server by its fingerprint or certificate; another name trusts nobody", async () => {
  const pem = readFileSync(controller.certificateFile, "utf8");
  const { fingerprint256 } = new X509Certificate(pem);
  const other = fingerprint256.replace(/^../, (first) => (first === "00" ? "01" : "00"));
  const wrong = gateway("first", { trustedServers: [other] });
  // `first` trusts it by its folder still.
  await wrong.until(() => wrong.state() === "connected");
  await wrong.stop();

  const refused = gateway("second", { trustedServers: [other] });
  await refused.until(() => refused.state() === "failed");
  expect(refused.detail()).toContain("not trusted");
  await refused.stop();
  const certificate = readFileSync(join(gatewayFolder("second"), "opcua", "client-certificate.pem"));
  writeFileSync(join(folder, "opcua-line", "trusted", "second.pem"), certificate);
  for (const named of [fingerprint256.replaceAll(":", "").toLowerCase(), pem]) {
    const trusting = gateway("second", { trustedServers: [other, named] });
    await trusting.until(() => trusting.state() === "connected" && trusting.latest("p0") !== undefined);
    await trusting.stop();
  }
});

test("a user signs in with the password that lies on the gateway, and with nothing else", async () => {
  await controller.stop();
  await controller.start({ user: { name: "gateway", password: "öß 1" } });
  const user = { token: "password", name: "gateway", passwordFile: "line.password" } as const;
  const nobody = gateway("first");
  await nobody.until(() => nobody.state() === "failed");
  expect(nobody.detail()).toMatch(/BadIdentityToken|anonymous|user token/i);
  await nobody.stop();

  const missing = gateway("first", { user });
  await missing.until(() => missing.detail().includes("secrets/line.password is not on the gateway"));
  secret("first", "line.password", "öß 2\n");
  await missing.until(() => /BadUserAccessDenied|BadIdentityTokenRejected/.test(missing.detail()));
  secret("first", "line.password", "öß 1\n");
  await missing.until(() => missing.state() === "connected" && missing.latest("p0") !== undefined);
  await missing.stop();

  chmodSync(join(gatewayFolder("first"), "secrets", "line.password"), 0o644);
  const open = gateway("first", { user });
  await open.until(() => open.detail().includes("chmod 600"));
  expect(JSON.stringify(open.health)).not.toContain("öß");
});

test("a user signs in with a certificate that the server knows", async () => {
  // Any certificate and key are a user's; this one's are the gateway's own.
  const own = join(gatewayFolder("second"), "opcua");
  secret("second", "user.pem", readFileSync(join(own, "client-certificate.pem")));
  secret("second", "user.key", readFileSync(join(own, "pki", "own", "private", "private_key.pem")));
  const { fingerprint256 } = new X509Certificate(readFileSync(controller.certificateFile));
  const stranger = gateway("second", {
    trustedServers: [fingerprint256],
    user: { token: "certificate", certificateFile: "user.pem", privateKeyFile: "user.key" },
  });
  await stranger.until(() => stranger.state() === "failed");
  expect(stranger.latest("p0")).toBeUndefined();
  mkdirSync(join(folder, "opcua-line", "users"), { recursive: true });
  writeFileSync(join(folder, "opcua-line", "users", "gateway.pem"), readFileSync(join(own, "client-certificate.pem")));
  await stranger.until(() => stranger.state() === "connected" && stranger.latest("p0") !== undefined);
});
