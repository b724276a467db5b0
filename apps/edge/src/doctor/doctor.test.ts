import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:https";
import { type AddressInfo, createServer as createTcpServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createEmbeddedBroker } from "@outstation/adapters/embedded-broker";
import { openFileSigner } from "@outstation/adapters/signer";
import { EdgePackage } from "@outstation/contracts/edge/package";
import { freePorts } from "@outstation/local/ports";
import { afterAll, beforeAll, beforeEach, expect, test, vi } from "vitest";
import { pidFileIn } from "../cli/running";
import { certificateRequest, openDeviceKey } from "../identity/device-key";
import { type KeptIdentity, writeIdentity } from "../identity/kept-identity";
import { doctor } from "./doctor";

vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 });

// Promise: whoever stands before a gateway that does not work is told what is wrong, in words, by its cause.

const DAY_MS = 86_400_000;
const named = { tenant: "acme", device: "gw-1" };
let folder: string;
let pki: Awaited<ReturnType<typeof openFileSigner>>;
let brokerPort: number;
let closedPort: number;
let enrolmentPort: number;
let linePort: number;
let admitted = true;
const ends: (() => unknown)[] = [];

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "outstation-doctor-"));
  pki = await openFileSigner(join(folder, "ca"), Date.now);
  const tls = await pki.platform.serverFor(["127.0.0.1"]);
  ({ mqtt: brokerPort, enrolment: closedPort } = await freePorts());
  const broker = createEmbeddedBroker({
    ...{ host: "127.0.0.1", port: brokerPort, now: Date.now, onRefused: () => undefined },
    tls: { ...tls, trusted: [pki.platform.root, pki.platform.issuing] },
  });
  await broker.listen({ admit: async () => admitted, accept: async () => undefined });
  const https = createServer({ cert: tls.certificate, key: tls.key }, (_request, response) => response.end("{}"));
  const line = createTcpServer((socket) => socket.end());
  for (const server of [https, line]) await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  enrolmentPort = (https.address() as AddressInfo).port;
  linePort = (line.address() as AddressInfo).port;
  ends.push(
    () => broker.close(),
    () => https.close(),
    () => line.close(),
  );
});
afterAll(async () => {
  for (const end of ends) await end();
  rmSync(folder, { recursive: true, force: true });
});

let dataDir: string;
beforeEach(() => {
  dataDir = mkdtempSync(join(folder, "edge-"));
  admitted = true;
});

const source = (port: number) => ({
  ...{ id: "line-3", device: "pump-1", driver: "modbus", host: "127.0.0.1", port, unitId: 1 },
  points: [{ name: "speed", table: "input", address: 0, type: "uint16" }],
});

async function enrolled(more: Partial<KeptIdentity> = {}, sources: object[] = [], issuedAt = Date.now()) {
  const key = await openDeviceKey(dataDir);
  const request = await certificateRequest(key);
  const { pem } = await pki.signer.issue({ certificateRequest: request, identity: named, now: issuedAt });
  await writeIdentity(dataDir, {
    ...named,
    certificate: pem,
    chain: [...pki.signer.chain()],
    brokerUrl: `mqtts://127.0.0.1:${brokerPort}`,
    enrolmentUrl: `https://127.0.0.1:${enrolmentPort}`,
    rootCertificate: pki.platform.root,
    claimSha256: "",
    edgePackage: EdgePackage.parse({
      ...{ version: 3, tenant: "acme", gateway: "gw-1", reporting: { batchMs: 1000, heartbeatMs: 60_000 } },
      sources,
    }),
    ...more,
  });
}

async function examine() {
  const lines: string[] = [];
  const settings = { dataDir, claimFile: "", proxy: undefined, software: "outstation-edge test", installDir: "" };
  const code = await doctor(settings, (line) => lines.push(line));
  const said = (what: string) => lines.find((line) => line.slice(9).startsWith(what)) ?? "";
  return { code, said, text: lines.join("") };
}

test("a device that has not enrolled is told how to", async () => {
  const { code, said } = await examine();
  expect(code).toBe(1);
  expect(said("identity")).toMatch(/^BAD.*outstation-edge enroll <claim>/);
});

test("where all is well it says so, each thing by itself, and ends with 0", async () => {
  await enrolled();
  const { code, said, text } = await examine();
  expect(text).not.toContain("BAD");
  expect(code).toBe(0);
  expect(said("identity")).toContain("acme.gw-1");
  expect(said("certificate")).toMatch(/^ok.*89 days left/);
  expect(said("clock")).toMatch(/^ok.*by the platform/);
  expect(said("broker certificate")).toMatch(/^ok.*TLSv1\.3/);
  expect(said("broker login")).toMatch(/^ok.*lets acme\.gw-1 in/);
  expect(said("spool")).toMatch(/^ok.*nothing/);
  expect(said("edge package")).toContain("version 3");
});

test("a broker that nobody listens at, one of another authority, one that says no, and a name that nobody knows", async () => {
  await enrolled({ brokerUrl: `mqtts://127.0.0.1:${closedPort}` });
  expect((await examine()).said("broker ")).toMatch(/^BAD.*a firewall may be in between/);
  const other = await openFileSigner(join(folder, "other"), Date.now);
  await enrolled({ rootCertificate: other.platform.root });
  const strange = await examine();
  expect(strange.text).toMatch(/BAD +broker +127.*is not the platform this device enrolled with/);
  await enrolled({ brokerUrl: "mqtts://broker.invalid:8883" });
  expect((await examine()).text).toMatch(/BAD.*the name is not found/);
  await enrolled();
  admitted = false;
  const refused = await examine();
  expect(refused.said("broker login")).toMatch(/^BAD.*does not let this device in/);
  expect(refused.code).toBe(1);
});

test("a certificate that should have been renewed, one that ended, and one too old for that", async () => {
  const at = async (days: number) => {
    await enrolled({}, [], Date.now() - days * DAY_MS);
    return (await examine()).said("certificate");
  };
  expect(await at(80)).toMatch(/^warning.*9 days left/);
  expect(await at(95)).toMatch(/^BAD.*renewed as soon as/);
  expect(await at(150)).toMatch(/^BAD.*enrol with a new claim/);
});

test("a source that is away is named with its address; of a running gateway's sources the port alone is tried", async () => {
  await enrolled({}, [source(closedPort)]);
  expect((await examine()).said("source line-3")).toMatch(/^BAD.*modbus/);
  writeFileSync(pidFileIn(dataDir), String(process.pid));
  await enrolled({}, [source(linePort)]);
  const { said } = await examine();
  expect(said("source line-3")).toMatch(/^ok.*answers/);
  expect(said("broker login")).toMatch(/^warning.*would throw the running gateway out/);
});

test("a spool that is no database, and a folder that is not there", async () => {
  await enrolled();
  writeFileSync(join(dataDir, "spool.db"), "this is no database, whatever it is called");
  expect((await examine()).said("spool")).toMatch(/^BAD.*cannot be read/);
  rmSync(dataDir, { recursive: true });
  expect((await examine()).said("disk")).toMatch(/^BAD.*cannot be read and written/);
  mkdirSync(dataDir);
});
