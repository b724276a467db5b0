import { generateKeyPairSync } from "node:crypto";
import { join } from "node:path";
import { openFileSigner } from "@outstation/adapters/signer";
import { commonNameOf } from "@outstation/contracts/mqtt/identity";
import type { Database } from "@outstation/db/database";
import { withTenant } from "@outstation/db/tenant";
import { certificateRequest } from "@outstation/edge/identity/device-key";
import { newId } from "@outstation/kit/ids";
import { connect, type IClientOptions, type MqttClient } from "mqtt";
import type { JourneyPlatform } from "./platform";

export type Device = {
  readonly tenant: string;
  readonly device: string;
  readonly serial: string;
  readonly connection: IClientOptions;
};

/** Devices on the register, each with a certificate that the platform's own authority issued. */
export async function enrolFleet(
  platform: JourneyPlatform,
  { app, ingest }: { readonly app: Database; readonly ingest: Database },
  { tenant, tenantId, keys }: { readonly tenant: string; readonly tenantId: string; readonly keys: readonly string[] },
): Promise<Device[]> {
  const { signer, platform: authority } = await openFileSigner(join(platform.dataDir, "ca"), Date.now);
  const fleet: Device[] = [];
  for (const device of keys) {
    const { privateKey } = generateKeyPairSync("ec", { namedCurve: "P-256" });
    const key = privateKey.export({ type: "pkcs8", format: "pem" }).toString();
    const request = await certificateRequest(key);
    const issued = await signer.issue({ certificateRequest: request, identity: { tenant, device }, now: Date.now() });
    const deviceId = newId();
    await withTenant(app, tenantId, async ({ rows }) => {
      await rows.device.create({ data: { tenantId, id: deviceId, key: device, name: device, type: "sensor" } });
    });
    await withTenant(ingest, tenantId, async ({ rows }) => {
      await rows.certificate.create({ data: { tenantId, id: newId(), deviceId, status: "active", ...issued } });
    });
    const cert = [issued.pem, signer.chain()[0]].join("\n");
    fleet.push({
      tenant,
      device,
      serial: issued.serial,
      connection: connectionOf({ tenant, device }, key, cert, authority.root),
    });
  }
  return fleet;
}

const connectionOf = (identity: { tenant: string; device: string }, key: string, cert: string, ca: string) => ({
  ...{ protocolVersion: 5 as const, clientId: commonNameOf(identity), key, cert, ca },
  reconnectPeriod: 0,
  connectTimeout: 5_000,
});

export type Link = {
  readonly client: MqttClient;
  /** When its socket closed, on `performance.now()`'s clock. */
  readonly closed: Promise<number>;
};

/** Connects once. @returns null where the broker turned it away, whatever way it said so. */
export function dial(brokerUrl: string, { connection }: Device): Promise<Link | null> {
  const client = connect(brokerUrl, connection);
  client.on("error", () => undefined);
  return new Promise((resolve) => {
    const closed = new Promise<number>((close) => client.once("close", () => close(performance.now())));
    closed.then(() => {
      client.end(true);
      resolve(null);
    });
    client.once("connect", () => resolve({ client, closed }));
  });
}

/** Connects. @throws where the broker turns it away. */
export async function connected(brokerUrl: string, device: Device): Promise<Link> {
  const link = await dial(brokerUrl, device);
  if (link === null) throw new Error(`${device.tenant}.${device.device} was turned away`);
  return link;
}
