import { randomInt } from "node:crypto";
import { existsSync } from "node:fs";
import { mkdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { openFileSigner } from "@outstation/adapters/signer";
import type { Claim } from "@outstation/contracts/edge/enrolment";
import { type Database, openDatabase } from "@outstation/db/database";
import type { DatabaseUrls } from "@outstation/db/provision";
import { withPlatform, withTenant } from "@outstation/db/tenant";
import { createClaim } from "@outstation/domain/fleet/certificates";
import { listDevices, registerFleet } from "@outstation/domain/fleet/devices";
import { createPgLatest } from "@outstation/domain/signals/last-values";
import { actOf } from "@outstation/domain/tenancy/audit";
import { ensureMember, ensureOperator, ensureTenant } from "@outstation/domain/tenancy/tenants";
import { fault } from "@outstation/kit/fault";
import { type DemoTenant, demoFleet, type HardwarePorts } from "./demo-fleet";
import { seedSchema } from "./demo-schemas";

export type DemoLogin = { readonly tenant: string; readonly email: string; readonly password: string };
export type DemoGateway = { readonly tenant: string; readonly key: string; readonly claimFile: string };

export type DemoOptions = {
  readonly urls: DatabaseUrls;
  readonly ports: HardwarePorts;
  /** The certificate authority's folder; made there when absent. */
  readonly caDir: string;
  /** Where logins and claims are kept for the next start. */
  readonly dataDir: string;
  readonly enrolmentUrl: string;
  readonly brokerUrl: string;
};

const ACTOR = "platform:seed";

/**
 * The demo: two tenants, each with a member who can sign in, a site, a gateway with a claim to enrol with, and devices.
 * Repeatable; what exists stays as it is. It reads back what it wrote.
 */
export async function seedDemo(options: DemoOptions): Promise<{ logins: DemoLogin[]; gateways: DemoGateway[] }> {
  const [platformDb, db] = await Promise.all([
    openDatabase(options.urls.platform, 2),
    openDatabase(options.urls.app, 2),
  ]);
  try {
    const passwords = await keepPasswords(join(options.dataDir, "demo-logins.json"));
    const moved = await haveMoved(options);
    const logins: DemoLogin[] = [];
    const gateways: DemoGateway[] = [];
    for (const tenant of demoFleet(options.ports)) {
      const login = { tenant: tenant.slug, email: `demo@${tenant.slug}.example`, password: passwords[tenant.slug] };
      const tenantId = await seedTenant(platformDb, tenant, login);
      await withTenant(db, tenantId, (tx) => registerFleet(tx, ACTOR, tenant));
      await seedSchema(db, tenantId, ACTOR, tenant);
      await verify(db, tenantId, tenant);
      logins.push(login);
      gateways.push(await seedClaim(db, tenantId, tenant, options, moved));
    }
    logins.push(await seedOperator(platformDb, passwords.operator));
    await writeFile(addressesFile(options), addressesOf(options));
    return { logins, gateways };
  } finally {
    await Promise.all([platformDb.close(), db.close()]);
  }
}

/** One of the platform's own people, who is a member of no tenant. */
async function seedOperator(platformDb: Database, password: string): Promise<DemoLogin> {
  const person = { email: "operator@outstation.example", name: "Outstation operator", password };
  await withPlatform(platformDb, "the demo's operator", (tx) => ensureOperator(tx, person, "operator"));
  return { tenant: "the platform's operator", email: person.email, password };
}

const seedTenant = (platformDb: Database, tenant: DemoTenant, login: DemoLogin): Promise<string> =>
  withPlatform(platformDb, "the demo's tenants and their first members", async (tx) => {
    const tenantId = await ensureTenant(tx, { slug: tenant.slug, name: tenant.name });
    await ensureMember(tx, tenantId, { ...login, name: `${tenant.name} demo`, role: "owner" });
    return tenantId;
  });

/**
 * Writes a fresh claim for a gateway that has no certificate yet, or whose address book is out of date: with a new claim it
 * enrols again and is told where everything is now.
 */
async function seedClaim(
  db: Database,
  tenantId: string,
  { slug, gateway }: DemoTenant,
  { caDir, dataDir, enrolmentUrl }: DemoOptions,
  moved: boolean,
): Promise<DemoGateway> {
  const { key } = gateway;
  const claimFile = join(dataDir, "claims", `${slug}-${key}.json`);
  const enrolled = await withTenant(db, tenantId, (tx) =>
    tx.rows.certificate.count({ where: { tenantId, device: { key } } }),
  );
  if (enrolled === 0 || moved) {
    const { platform } = await openFileSigner(caDir, Date.now);
    const { token } = await withTenant(db, tenantId, (tx) =>
      createClaim(tx, actOf(ACTOR, "claim.created"), { tenantSlug: slug, deviceKey: key, now: Date.now() }),
    );
    const claim: Claim = { enrolmentUrl, rootCertificate: platform.root, token };
    await mkdir(join(dataDir, "claims"), { recursive: true });
    await writeFile(claimFile, JSON.stringify(claim, null, 2), { mode: 0o600 });
  }
  return { tenant: slug, key, claimFile };
}

async function verify(
  db: Database,
  tenantId: string,
  { slug, gateway, devices, edgePackage }: DemoTenant,
): Promise<void> {
  const found = await listDevices({ db, latest: createPgLatest(db) }, tenantId, Date.now());
  const pointsOf = (key: string) =>
    edgePackage.sources.filter(({ device }) => device === key).reduce((sum, { points }) => sum + points.length, 0);
  for (const { key } of [gateway, ...devices]) {
    const device = found.find((candidate) => candidate.key === key);
    if (device === undefined || device.points < pointsOf(key))
      throw fault("seed.incomplete", `The demo's device ${slug}/${key} was not written completely.`);
  }
}

const addressesFile = ({ dataDir }: DemoOptions) => join(dataDir, "demo-addresses.json");
const addressesOf = ({ ports, enrolmentUrl, brokerUrl }: DemoOptions) =>
  JSON.stringify({ ports, enrolmentUrl, brokerUrl });

/** Whether the last start of this data folder used other addresses. */
async function haveMoved(options: DemoOptions): Promise<boolean> {
  const file = addressesFile(options);
  return existsSync(file) && (await readFile(file, "utf8")) !== addressesOf(options);
}

/** Made once for each data folder: a password that everyone knows would be one even on loopback. */
async function keepPasswords(file: string): Promise<Record<DemoTenant["slug"] | "operator", string>> {
  const kept = existsSync(file) ? JSON.parse(await readFile(file, "utf8")) : {};
  const passwords = { acme: newPassword(), globex: newPassword(), operator: newPassword(), ...kept };
  await writeFile(file, JSON.stringify(passwords), { mode: 0o600 });
  return passwords;
}

// Without characters that are mistaken for one another.
const LETTERS = "abcdefghjkmnpqrstuvwxyz23456789";
const newPassword = () =>
  Array.from({ length: 3 }, () => Array.from({ length: 4 }, () => LETTERS[randomInt(LETTERS.length)]).join("")).join(
    "-",
  );
