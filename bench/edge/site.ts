import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { EdgePackage } from "@outstation/contracts/edge/package";
import { writeIdentity } from "@outstation/edge/identity/kept-identity";
import { childEnv } from "@outstation/local/child-env";
import { repositoryRoot } from "@outstation/local/repository";
import { type ProcessSpec, type Run, startRun } from "@outstation/local/supervised";
import { ask } from "../harness/ask";
import { type FleetDevice, registerFleet } from "../harness/fleet";
import type { Installation } from "../harness/installation";

/** A gateway on a site, and what it needs to start: its own program, in its own process, with its own folder. */
export type Site = {
  /** Also of its log. */
  readonly name: string;
  readonly gateway: FleetDevice;
  /** The devices that its sources read, in the sources' order. */
  readonly devices: readonly FleetDevice[];
  readonly edgePackage: EdgePackage;
  readonly dataDir: string;
  readonly spoolFile: string;
  /** @param wrap puts another program before it */
  start(wrap?: (command: readonly string[]) => readonly string[]): Run;
};

export type SitePlan = {
  readonly tenant: string;
  readonly name: string;
  /** As a package has them, which says what is wrong with them. */
  readonly sources: (devices: readonly FleetDevice[]) => readonly unknown[];
  readonly devices: number;
  readonly batchMs: number;
  readonly brokerHost?: string;
};

/** An hour: a point that repeats its number for a sign of life would look like one that was stored twice. */
const HEARTBEAT_MS = 3_600_000;

export async function prepareSite(installation: Installation, plan: SitePlan): Promise<Site> {
  const { tenant, name, brokerHost = "127.0.0.1" } = plan;
  const fleet = await registerFleet(installation, { tenant, count: plan.devices + 1, prefix: name });
  const [gateway, ...devices] = fleet;
  if (gateway === undefined) throw new Error("the fleet is empty");
  await ask(installation.superuserUrl, "UPDATE devices SET gateway_id = $1 WHERE id = ANY ($2)", [
    gateway.id,
    devices.map(({ id }) => id),
  ]);
  const dataDir = installation.folder.at("edge", gateway.key);
  mkdirSync(dataDir, { recursive: true, mode: 0o700 });
  writeFileSync(join(dataDir, "device-key.pem"), gateway.privateKey, { mode: 0o600 });
  const [certificate = "", ...chain] = gateway.certificate.split(/(?<=-----END CERTIFICATE-----)\s*(?=-----BEGIN)/);
  const edgePackage = EdgePackage.parse({
    ...{ version: 1, tenant, gateway: gateway.key },
    reporting: { batchMs: plan.batchMs, heartbeatMs: HEARTBEAT_MS },
    sources: plan.sources(devices),
  });
  await writeIdentity(dataDir, {
    ...{ tenant, device: gateway.key, certificate, chain, rootCertificate: gateway.rootCertificate },
    brokerUrl: `mqtts://${brokerHost}:${installation.ports.mqtt}`,
    edgePackage,
    // Registered by the bench, it never had a claim.
    claimSha256: "",
  });
  const start: Site["start"] = (wrap = (command) => command) => startRun(specOf(installation, name, dataDir, wrap));
  return { name, gateway, devices, edgePackage, dataDir, spoolFile: join(dataDir, "spool.db"), start };
}

function specOf(
  installation: Installation,
  name: string,
  dataDir: string,
  wrap: (command: readonly string[]) => readonly string[],
): ProcessSpec {
  const script = "apps/edge/src/main.ts";
  const [command = "", ...args] = wrap([process.execPath, "--import", "tsx", script]);
  return {
    ...{ name, command, args, marker: script, cwd: repositoryRoot, channel: true },
    env: childEnv({ EDGE_DATA_DIR: dataDir }),
    logFile: installation.logOf(name),
    ...{ stopSignal: "SIGTERM", stopMs: 20_000, readyMs: 90_000 },
    isReady: (log) => log.includes('"msg":"ready"'),
  };
}
