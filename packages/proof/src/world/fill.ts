import { withTenant } from "@outstation/db/tenant";
import type { Database } from "@outstation/domain/ports";
import { startActAs } from "@outstation/domain/tenancy/act-as";
import { actOf } from "@outstation/domain/tenancy/audit";
import { NO_OVERRIDES, recordLimitHits, setTenantLimits } from "@outstation/domain/tenancy/limits";
import { sleep } from "@outstation/kit/clock";
import { fault } from "@outstation/kit/fault";
import { Secret, TOTP } from "otpauth";
import { type Caller, callAs, type ProofDesk } from "./desk";
import { fillControl } from "./fill-control";
import { missingNames, type Names } from "./names";
import { type Party, type Person, TWIN } from "./parties";

/** A party whose tenant has something of everything, each text of it carrying the party's mark. */
export type Filled = {
  readonly party: Party;
  readonly names: Names;
  /** The owner at the front desk, in their own tenant. */
  readonly call: Caller;
  /** Claims of devices that have not enrolled yet, by key. */
  readonly claims: ReadonlyMap<string, { enrolmentUrl: string; rootCertificate: string; token: string }>;
};

/** Devices that enrol, by what becomes of them. */
export const devicesOf = ({ mark }: Pick<Party, "mark">) => ({
  twin: TWIN,
  own: `dev-${mark}`,
  /** Its certificate is revoked later. */
  revoked: `gone-${mark}`,
});

/** Fills a party's tenant through the front desk, as its owner would. */
export async function fill(proof: ProofDesk, party: Party, operator: Person): Promise<Filled> {
  const { mark } = party;
  const call = callAs(proof.desk, party.owner.session, party.slug);
  const site = { timeZone: "Europe/Amsterdam", latitude: 52.1, longitude: 4.3 };
  const place = { site: `Site ${mark}`, area: `Hall ${mark}` };
  const siteId = (await call.sites.create({ ...site, name: place.site })).id;
  const emptySiteId = (await call.sites.create({ ...site, name: `Empty ${mark}` })).id;
  await call.sites.createArea({ siteId, path: place.area, kind: "building" });
  const gatewayKey = `gw-${mark}`;
  const form = { name: `Device ${mark}`, type: "proof-device", ...place, gatewayKey: null, tags: [mark] };
  await call.devices.create({ ...form, key: gatewayKey, isGateway: true });
  const keys = devicesOf(party);
  for (const key of Object.values(keys)) await call.devices.create({ ...form, key, isGateway: false });
  const deviceId = (await call.devices.get({ key: keys.own })).id;
  await call.devices.create({ ...form, key: `child-${mark}`, gatewayKey, isGateway: false });
  const reporting = { batchMs: 1000, heartbeatMs: 60_000 };
  await call.edgePackages.saveDraft({ key: gatewayKey, body: { reporting, sources: [], words: mark } });
  await call.devices.setDesired({ key: keys.own, attributes: { note: mark } });
  const claims = new Map<string, { enrolmentUrl: string; rootCertificate: string; token: string }>();
  for (const key of [...Object.values(keys), gatewayKey]) claims.set(key, await call.devices.claim({ key }));

  await limits(proof, party, keys.own);
  const deviceType = `type-${mark}`;
  for (const type of [form.type, deviceType]) await schema(call, type, mark);
  const invited = await invite(proof, call, mark);
  await call.telemetry.setRetention({ hotDays: 90 });
  const exportId = await exportThatIsOver(call, keys.own);
  const control = await fillControl(call, mark, gatewayKey);
  const grantId = await grant(proof, party, operator);
  await provider(proof, party);
  const person = await fillPerson(proof, party);
  return {
    party,
    call,
    claims,
    names: {
      ...{ tenantId: party.tenantId, slug: party.slug, tenantName: party.name },
      ...{ accountId: party.viewer.accountId, email: party.viewer.email, sessionId: party.viewer.session.sessionId },
      ...{ ownerEmail: party.owner.email, spareEmail: party.spare.email },
      ...{ siteId, siteName: place.site, emptySiteId, area: place.area },
      ...{ deviceKey: keys.own, deviceId, gatewayKey, point: `p-${mark}`, deviceType, serial: missingNames().serial },
      quarantineId: missingNames().quarantineId,
      ...{ ...invited, ...control, exportId, grantId, ...person, claimToken: claims.get(gatewayKey)?.token ?? "" },
    },
  };
}

/** The party once its devices have enrolled and spoken: a certificate's serial is among its names, and a message in quarantine. */
export async function withSerial(filled: Filled): Promise<Filled> {
  const lines = await filled.call.certificates.list();
  const line = lines.find(({ deviceKey }) => deviceKey === filled.names.deviceKey);
  if (line === undefined) throw fault("proof.not_filled", "A device of the proof has no certificate.");
  const everything = { deviceKey: null, code: null, from: null, to: null, state: null, cursor: null, limit: 1 };
  const [kept] = (await filled.call.quarantine.list(everything)).messages;
  if (kept === undefined) throw fault("proof.not_filled", "Nothing of the proof is in quarantine.");
  return { ...filled, names: { ...filled.names, serial: line.serial, quarantineId: kept.id } };
}

const EXPORT_LOOKS = 40;
const EXPORT_LOOK_EVERY_MS = 250;

/** An export whose state changes no more while attempts are made: a worker's, or one that waited for a worker in vain. */
async function exportThatIsOver(call: Caller, key: string): Promise<string> {
  const range = { from: Date.now() - 60_000, to: Date.now() };
  const { id } = await call.exports.create({ format: "csv", devices: [{ key, points: null }], ...range });
  for (let look = 0; look < EXPORT_LOOKS; look++) {
    const known = (await call.exports.list()).find((line) => line.id === id);
    if (known?.state !== "queued" && known?.state !== "running") return id;
    await sleep(EXPORT_LOOK_EVERY_MS);
  }
  await call.exports.cancel({ id });
  return id;
}

/** Two invitations: one that carries the mark in its address, and one whose link is used in attempts. */
async function invite(proof: ProofDesk, call: Caller, mark: string) {
  await call.members.invite({ email: `listed-${mark}@proof.invalid`, role: "viewer" });
  const email = `guest-${mark}@proof.invalid`;
  await call.members.invite({ email, role: "viewer" });
  const invitation = (await call.members.invitations()).find((line) => line.email === email);
  if (invitation === undefined) throw fault("proof.not_filled", "An invitation of the proof is missing.");
  return { invitationId: invitation.id, invitationToken: await proof.token(email) };
}

async function grant({ desk }: ProofDesk, { tenantId, mark }: Party, operator: Person): Promise<string> {
  const act = {
    actor: `account:${operator.accountId}`,
    actorName: operator.email,
    onBehalfOf: null,
    event: "act_as.started",
  } as const;
  const request = { tenantId, role: "viewer", reason: `An isolation proof, ${mark}`, durationMs: 3_600_000 } as const;
  return (await startActAs(desk.platformDb, act, operator, request, desk.clock.now())).grantId;
}

/** Limits of its own, and one that was met. */
async function limits({ desk }: ProofDesk, { tenantId, mark }: Party, deviceKey: string): Promise<void> {
  const [now, reason] = [desk.clock.now(), `An isolation proof, ${mark}`];
  const act = actOf("platform:proof", "tenant.limits_changed");
  await setTenantLimits(desk.platformDb, act, { tenantId, limits: { ...NO_OVERRIDES, devices: 500 }, reason }, now);
  const hit = { tenantId, limit: "messagesPerSecond", deviceKey, at: now, times: 1, asked: 9, value: 8 } as const;
  await recordLimitHits(desk.db, [hit]);
}

/** A schema that minds nothing: what is beyond it, a device of the proof declares. */
async function schema(call: Caller, deviceType: string, mark: string): Promise<void> {
  const name = { deviceType, version: "1.0" };
  const properties = { words: { type: "string", description: `Of ${mark}` } };
  await call.schemas.saveDraft({ ...name, document: { type: "object", properties } });
  await call.schemas.publish(name);
}

/** A provider of the tenant's own, and whom it means by a subject. Written as `signInProvider.configure` does, without asking it. */
async function provider({ desk }: ProofDesk, { tenantId, mark, viewer }: Party): Promise<void> {
  const issuer = `https://${mark}.proof.invalid`;
  const clientSecretSealed = desk.secrets.seal(mark, `oidc:${tenantId}`);
  await withTenant(desk.db as Database, tenantId, async ({ rows }) => {
    await rows.identityProvider.createMany({
      data: [{ tenantId, issuer, clientId: mark, clientSecretSealed, domains: [], defaultRole: "viewer" }],
    });
    await rows.providerIdentity.createMany({
      data: [{ tenantId, subject: `subject-${mark}`, accountId: viewer.accountId }],
    });
  });
}

/** What is a person's: a second factor with its recovery codes, a reset that was asked for, and a sign-up of someone else. */
async function fillPerson(proof: ProofDesk, { mark, viewer }: Party) {
  const own = callAs(proof.desk, viewer.session);
  const { secret } = await own.account.beginTotp();
  const code = new TOTP({ secret: Secret.fromBase32(secret) }).generate({ timestamp: proof.desk.clock.now() });
  await own.account.confirmTotp({ code });
  const guest = callAs(proof.desk, null);
  await guest.signUp.requestReset({ email: viewer.email });
  const resetToken = await proof.token(viewer.email);
  const email = `new-${mark}@proof.invalid`;
  const tenant = { name: `Wish ${mark}`, slug: `wish-${mark.slice(-10)}` };
  await guest.signUp.request({ email, name: `New ${mark}`, password: `a password of ${mark}`, tenant });
  return { resetToken, signUpToken: await proof.token(email) };
}
