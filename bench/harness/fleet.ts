import { generateKeyPairSync } from "node:crypto";
import { openFileSigner } from "@outstation/adapters/signer";
import { openDatabase } from "@outstation/db/database";
import { withPlatform, withTenant } from "@outstation/db/tenant";
import { ensureTenant } from "@outstation/domain/tenancy/tenants";
import { certificateRequest } from "@outstation/edge/identity/device-key";
import { newId } from "@outstation/kit/ids";
import type { Installation } from "./installation";

/** A device on the register, with what it needs to connect. Plain data: it goes to other processes as it is. */
export type FleetDevice = {
  readonly tenant: string;
  readonly tenantId: string;
  readonly key: string;
  readonly id: string;
  /** Its certificate and the issuing one, PEM. */
  readonly certificate: string;
  readonly privateKey: string;
  readonly rootCertificate: string;
};

export type FleetPlan = { readonly tenant: string; readonly count: number; readonly prefix: string };

/** Puts a tenant and its devices on the register, each with a certificate of the installation's own authority. */
export async function registerFleet(
  { urls, folder }: Installation,
  { tenant, count, prefix }: FleetPlan,
): Promise<FleetDevice[]> {
  const [platformDb, app, ingest] = await Promise.all([
    openDatabase(urls.platform, 2),
    openDatabase(urls.app, 2),
    openDatabase(urls.ingest, 2),
  ]);
  try {
    const tenantId = await withPlatform(platformDb, "the tenants of a bench", (tx) =>
      ensureTenant(tx, { slug: tenant, name: tenant }),
    );
    const { signer, platform } = await openFileSigner(folder.at("ca"), Date.now);
    const devices: FleetDevice[] = [];
    for (let index = 0; index < count; index++) {
      const key = `${prefix}-${index}`;
      const privateKey = makeKey();
      const request = { certificateRequest: await certificateRequest(privateKey), identity: { tenant, device: key } };
      const issued = await signer.issue({ ...request, now: Date.now() });
      const id = newId();
      await withTenant(app, tenantId, ({ rows }) =>
        rows.device.create({ data: { tenantId, id, key, name: key, type: "bench" } }),
      );
      await withTenant(ingest, tenantId, ({ rows }) =>
        rows.certificate.create({ data: { tenantId, id: newId(), deviceId: id, status: "active", ...issued } }),
      );
      const certificate = `${issued.pem}\n${signer.chain()[0]}`;
      devices.push({ tenant, tenantId, key, id, certificate, privateKey, rootCertificate: platform.root });
    }
    return devices;
  } finally {
    await Promise.all([platformDb.close(), app.close(), ingest.close()]);
  }
}

const makeKey = () =>
  generateKeyPairSync("ec", { namedCurve: "P-256" }).privateKey.export({ type: "pkcs8", format: "pem" }).toString();
