import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { createEmbeddedBroker } from "@outstation/adapters/embedded-broker";
import { openFileSigner } from "@outstation/adapters/signer";
import type { BuildKind } from "@outstation/contracts/edge/build-statement";
import { EdgePackage } from "@outstation/contracts/edge/package";
import { CommandAnswer } from "@outstation/contracts/mqtt/command";
import { verifyBuild } from "@outstation/domain/fleet/presence";
import { systemClock as clock } from "@outstation/kit/clock";
import { newId } from "@outstation/kit/ids";
import { childEnv } from "@outstation/local/child-env";
import { createBacnetController } from "@outstation/local/hardware/bacnet/controller";
import { good } from "@outstation/local/hardware/machines/machine";
import { startModbusMeter } from "@outstation/local/hardware/modbus/meter";
import { createController } from "@outstation/local/hardware/opcua/controller";
import { startPiWebApi } from "@outstation/local/hardware/pi-web-api/server";
import { freePorts } from "@outstation/local/ports";
import { createTestDatabase, withAdmin } from "@outstation/local/test-postgres";
import { afterAll, afterEach, beforeAll, expect, test, vi } from "vitest";
import { openCertificateRequest, openDeviceKey } from "../src/identity/device-key";
import { writeIdentity } from "../src/identity/kept-identity";
import { bundleEdge } from "./bundle";

// A gateway, five servers and a broker take their time on a busy machine; nothing here waits for a time to pass.
vi.setConfig({ testTimeout: 300_000, hookTimeout: 120_000 });

// Promise: the read-only gateway as it is shipped reads every protocol and states what it is; told to write, it does not. The
// same gateway in its standard build, with the same package and told the same, does: so the servers would have seen it.

const gateway = { tenant: "acme", device: "gw-1" };
const HOUR_MS = 3_600_000;
/** Rows of the historian's past, read ten at a time: the gateway is killed when the first of them have arrived. */
const LEVELS = 120;
let folder: string;
let pki: Awaited<ReturnType<typeof openFileSigner>>;
let database: Awaited<ReturnType<typeof createTestDatabase>>;
const ends: (() => Promise<unknown>)[] = [];

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "outstation-run-"));
  symlinkSync(fileURLToPath(new URL("../node_modules", import.meta.url)), join(folder, "node_modules"));
  pki = await openFileSigner(join(folder, "pki"), clock.now);
  database = await createTestDatabase();
});
afterEach(async () => {
  for (const end of ends.splice(0).reverse()) await end();
});
afterAll(async () => {
  await database?.drop();
  rmSync(folder, { recursive: true, force: true });
});

/** One server of each protocol, each of which counts what was asked to change it. */
async function site(dataDir: string) {
  const ports = await freePorts();
  const opcua = createController({ name: "line", folder: dataDir, port: ports.acmeOpcUa, points: 2, samplingMs: 200 });
  const bacnet = createBacnetController({ points: 2 });
  const points = [
    { name: "power", kind: "number", table: "input", address: 3, type: "float32", wordOrder: "big", scale: 1 } as const,
  ];
  const machine = { advance: () => {}, read: () => good(61.5), write: () => false };
  const modbus = await startModbusMeter({ source: { port: ports.acmeModbus, unitId: 1, points }, machine, clock });
  const tls = await pki.platform.serverFor(["127.0.0.1"]);
  const pi = await startPiWebApi({ tls });
  const past = clock.now() - HOUR_MS;
  pi.add(
    "F1Level",
    ...Array.from({ length: LEVELS }, (_, row) => ({
      Timestamp: new Date(past + row * 1000).toISOString(),
      Value: row,
    })),
  );
  const admin = new URL(database.urls.owner);
  await withAdmin(database.urls.owner, async (client) => {
    await client.query("DROP TABLE IF EXISTS historian");
    await client.query("CREATE TABLE historian (at timestamptz, value int)");
    await client.query("INSERT INTO historian VALUES (now() - interval '1 hour', 12)");
  });
  const login = { user: decodeURIComponent(admin.username), secret: "db" };
  mkdirSync(join(dataDir, "secrets"), { recursive: true });
  writeFileSync(join(dataDir, "secrets", "db"), decodeURIComponent(admin.password));
  await Promise.all([opcua.start(), bacnet.start()]);
  ends.push(opcua.stop, bacnet.stop, modbus.stop, pi.stop);
  const common = { id: "meter", device: "meter", unitId: 1, pollMs: 500 };
  const edgePackage = EdgePackage.parse({
    version: 1,
    tenant: gateway.tenant,
    gateway: gateway.device,
    reporting: { batchMs: 100, heartbeatMs: 10_000 },
    writes: [{ source: "line", point: "p0" }],
    sources: [
      opcua.source,
      bacnet.source(),
      { ...common, driver: "modbus", host: "127.0.0.1", port: ports.acmeModbus, points },
      {
        id: "pi",
        device: "tank",
        driver: "pi-web-api",
        baseUrl: `https://127.0.0.1:${pi.port}/piwebapi`,
        ca: pki.platform.root,
        from: "2020-01-01T00:00:00Z",
        pageSize: 10,
        points: [{ name: "level", webId: "F1Level" }],
      },
      {
        id: "mes",
        device: "mes",
        driver: "sql",
        host: admin.hostname,
        port: Number(admin.port),
        database: admin.pathname.slice(1),
        login,
        tls: "off",
        query: "SELECT * FROM historian WHERE at >= $1 ORDER BY at LIMIT $2",
        watermark: { column: "at", kind: "time" },
        timeColumn: "at",
        from: "2020-01-01T00:00:00Z",
        points: [{ name: "count", column: "value" }],
      },
    ],
  });
  const changes = () => ({
    opcua: opcua.changesAsked(),
    bacnet: bacnet.writesAsked(),
    modbus: modbus.writes(),
    pi: pi.writes(),
  });
  return { edgePackage, changes, meet: () => opcua.meet(dataDir) };
}

/** The platform's broker, and what came over it. */
async function platform() {
  const { mqtt: port } = await freePorts();
  const { certificate, key } = await pki.platform.serverFor(["127.0.0.1"]);
  const broker = createEmbeddedBroker({
    host: "127.0.0.1",
    port,
    tls: { certificate, key, trusted: pki.signer.chain() },
    now: clock.now,
    onRefused: () => {},
  });
  const heard: { readonly channel: string; readonly text: string }[] = [];
  const waiting: (() => void)[] = [];
  await broker.listen({
    admit: async () => true,
    async accept({ channel, payload }) {
      heard.push({ channel, text: Buffer.from(payload).toString() });
      for (const resume of waiting.splice(0)) resume();
    },
  });
  ends.push(broker.close);
  return {
    brokerUrl: `mqtts://127.0.0.1:${port}`,
    tell: (channel: string, message: object) =>
      broker.send(`${gateway.tenant}/d/${gateway.device}/down/${channel}`, Buffer.from(JSON.stringify(message))),
    /** The first message of the channel, before or after now, of which something is said. */
    async first<T>(channel: string, of: (text: string) => T | undefined): Promise<T> {
      for (;;) {
        for (const message of heard) {
          const found = message.channel === channel ? of(message.text) : undefined;
          if (found !== undefined) return found;
        }
        await new Promise<void>((resume) => waiting.push(resume));
      }
    },
  };
}

async function startBundle(kind: BuildKind, dataDir: string, brokerUrl: string, edgePackage: EdgePackage) {
  const key = await openDeviceKey(dataDir);
  const request = await openCertificateRequest(dataDir, key);
  const { pem } = await pki.signer.issue({ certificateRequest: request, identity: gateway, now: clock.now() });
  await writeIdentity(dataDir, {
    ...gateway,
    certificate: pem,
    chain: [...pki.signer.chain()],
    brokerUrl,
    edgePackage,
    rootCertificate: pki.platform.root,
    claimSha256: "0".repeat(64),
  });
  const { file, sha256 } = await bundleEdge(kind, join(folder, `${kind}.mjs`));
  const run = () =>
    spawn(process.execPath, [file, "run"], {
      env: childEnv({ EDGE_DATA_DIR: dataDir }),
      stdio: ["ignore", "ignore", "inherit"],
    });
  let child: ChildProcess = run();
  const end = async (signal: NodeJS.Signals) => {
    const gone = child.exitCode === null && child.signalCode === null ? once(child, "exit") : Promise.resolve();
    child.kill(signal);
    await gone;
  };
  ends.push(() => end("SIGTERM"));
  const killAndRestart = async () => {
    await end("SIGKILL");
    child = run();
  };
  return { sha256, pem, killAndRestart };
}

const NONE = { opcua: 0, bacnet: 0, modbus: 0, pi: 0 };

test.each([
  ["readonly", false],
  ["standard", true],
] as const)(
  "the %s gateway reads five protocols over a kill, states its build, and writes a granted point: %s",
  async (kind, writes) => {
    const dataDir = join(folder, `data-${kind}`);
    mkdirSync(dataDir, { mode: 0o700 });
    const { edgePackage, changes, meet } = await site(dataDir);
    const { brokerUrl, first, tell } = await platform();
    const { sha256, pem } = await startBundle(kind, dataDir, brokerUrl, edgePackage);
    await meet();
    for (const { device, points } of edgePackage.sources)
      for (const { name } of points) await first("telemetry", (text) => valueIn(text, device, name));
    expect(changes()).toEqual(NONE);
    const build = await first("status", (text) => verifyBuild(JSON.parse(text), gateway, [pem]) ?? undefined);
    expect(build).toMatchObject({ kind, sha256, isSigned: true });
    const id = newId();
    const args = { source: "line", point: "p0", value: 5 };
    await tell("cmd", { id, type: "point.write", args, expiresAt: clock.now() + HOUR_MS });
    const outcome = await first("cmd", (text) => {
      const answer = CommandAnswer.parse(JSON.parse(text));
      return answer.id === id && ["succeeded", "failed", "rejected"].includes(answer.state) ? answer : undefined;
    });
    // The simulated controller takes no value from anyone; what counts is whether it was asked.
    expect(outcome.state).not.toBe("succeeded");
    expect({ ...changes(), opcua: changes().opcua > 0 }).toEqual({ ...NONE, opcua: writes });
  },
);

/** The device's values of the point in a compact batch, without those that are null. */
function valuesIn(text: string, device: string, point: string): unknown[] {
  const { d, r } = JSON.parse(text) as { d?: string; r?: Record<string, [number, unknown][]> };
  return d === device ? (r?.[point] ?? []).map(([, value]) => value).filter((value) => value !== null) : [];
}

const valueIn = (text: string, device: string, point: string): unknown => valuesIn(text, device, point)[0];
