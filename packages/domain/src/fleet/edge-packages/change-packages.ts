import { EdgePackage } from "@outstation/contracts/edge/package";
import type { Database } from "@outstation/db/database";
import { appendOutbox } from "@outstation/db/outbox";
import { type TenantTx, withTenant } from "@outstation/db/tenant";
import { isUniqueViolation } from "@outstation/db/unique-violation";
import { fault } from "@outstation/kit/fault";
import { type Act, recordAudit } from "../../tenancy/audit";
import { listForbidding } from "../commands";
import { announcePoints } from "./announce-points";
import { checkPackage } from "./check-package";
import { diffPackages } from "./diff-packages";
import { getGateway, type Latest, readSurroundings, sha256Of } from "./edge-packages.store";
import { requireDeliverable } from "./spell-message";

type Tenant = { readonly id: string; readonly slug: string };
/** How many changes an audit event names; the versions themselves say the rest. */
const AUDITED_CHANGES_MAX = 20;

/**
 * Keeps what is to become a gateway's next package. Nothing is checked that the view does not say again: a draft may be wrong.
 * @throws Fault `device.not_found`, `edge_package.no_gateway`
 */
export const saveDraft = (
  db: Database,
  tenant: Tenant,
  act: Act,
  draft: { readonly key: string; readonly body: Readonly<Record<string, unknown>> },
  now: number,
): Promise<void> => withTenant(db, tenant.id, (tx) => saveDraftIn(tx, act, draft, now));

/** As `saveDraft`, in a transaction that does more. */
export async function saveDraftIn(
  tx: TenantTx,
  act: Act,
  draft: { readonly key: string; readonly body: Readonly<Record<string, unknown>> },
  now: number,
): Promise<void> {
  const { gateway, latest } = await getGateway(tx, draft.key);
  const key = { tenantId: tx.tenantId, deviceId: gateway.id };
  const { version: _version, tenant: _tenant, gateway: _gateway, ...form } = draft.body;
  const written = { body: form as object, changedBy: act.actorName, changedAt: new Date(now) };
  await tx.rows.edgePackageDraft.upsert({
    where: { tenantId_deviceId: key },
    create: { ...key, ...written, basedOn: latest.version },
    update: written,
  });
  await recordAudit(tx, act, draft.key, { after: { basedOn: gateway.edgeDraft?.basedOn ?? latest.version } });
}

/** @throws Fault `device.not_found`, `edge_package.no_gateway`, `edge_package.no_draft` */
export const discardDraft = (db: Database, tenant: Tenant, act: Act, key: string): Promise<void> =>
  withTenant(db, tenant.id, async (tx) => {
    const { gateway } = await getGateway(tx, key);
    if (gateway.edgeDraft === null) throw noDraft(key);
    await tx.rows.edgePackageDraft.deleteMany({ where: { tenantId: tenant.id, deviceId: gateway.id } });
    await recordAudit(tx, act, key, { before: { basedOn: gateway.edgeDraft.basedOn } });
  });

/** Who publishes must have seen the version it follows. */
export type Publishing = { readonly key: string; readonly follows: number; readonly note: string | null };

/**
 * Publishes the draft as the next version: from now on it never changes, and the gateway is sent it, signed, at once or when it
 * connects.
 * @throws Fault `device.not_found`, `edge_package.no_gateway`, `edge_package.no_draft`, `edge_package.changed_since`,
 *   `edge_package.invalid`
 */
export const publishDraft = (
  db: Database,
  tenant: Tenant,
  act: Act,
  publishing: Publishing,
  now: number,
): Promise<{ readonly version: number }> =>
  withTenant(db, tenant.id, async (tx) => {
    const { gateway, latest } = await getGateway(tx, publishing.key);
    if (gateway.edgeDraft === null) throw noDraft(publishing.key);
    const { body } = gateway.edgeDraft;
    const version = await publish(tx, { tenant, act, publishing, gateway, latest, body, republishes: null, now });
    await tx.rows.edgePackageDraft.deleteMany({ where: { tenantId: tenant.id, deviceId: gateway.id } });
    return { version };
  }).catch(onConflict(publishing));

/**
 * Publishes what an earlier version said as the next one: the way back. A draft stays as it is.
 * @throws Fault `device.not_found`, `edge_package.no_gateway`, `edge_package.not_found`, `edge_package.changed_since`,
 *   `edge_package.invalid` where the earlier version no longer fits, such as one with a device that was moved
 */
export const republish = (
  db: Database,
  tenant: Tenant,
  act: Act,
  publishing: Publishing & { readonly version: number },
  now: number,
): Promise<{ readonly version: number }> =>
  withTenant(db, tenant.id, async (tx) => {
    const { gateway, latest } = await getGateway(tx, publishing.key);
    const earlier = await getVersion(tx, gateway, publishing.version);
    const { version: _version, tenant: _tenant, gateway: _gateway, ...body } = earlier.body as EdgePackage;
    return {
      version: await publish(tx, { tenant, act, publishing, gateway, latest, body, republishes: earlier.version, now }),
    };
  }).catch(onConflict(publishing));

/** @throws Fault `edge_package.not_found` */
export async function getVersion(
  tx: TenantTx,
  gateway: { readonly id: string; readonly key: string },
  version: number,
) {
  const where = { tenantId_deviceId_version: { tenantId: tx.tenantId, deviceId: gateway.id, version } };
  const found = await tx.rows.edgePackage.findUnique({ where });
  if (found === null) throw fault("edge_package.not_found", `"${gateway.key}" never had a version ${version}.`);
  return found;
}

type NextVersion = {
  readonly tenant: Tenant;
  readonly act: Act;
  readonly publishing: Publishing;
  readonly gateway: { readonly id: string; readonly key: string };
  readonly latest: Latest;
  readonly body: unknown;
  readonly republishes: number | null;
  readonly now: number;
};

async function publish(tx: TenantTx, next: NextVersion): Promise<number> {
  const { tenant, act, publishing, gateway, latest, now } = next;
  if (publishing.follows !== latest.version) throw changedSince(publishing);
  const version = latest.version + 1;
  const { edgePackage: checked, problems } = checkPackage(
    next.body,
    version,
    await readSurroundings(tx, tenant.slug, gateway),
  );
  const errors = problems.filter(({ severity }) => severity === "error");
  if (checked === null || errors.length > 0)
    throw fault(
      "edge_package.invalid",
      errors
        .map(({ where, says }) => `${where}: ${says}`)
        .slice(0, 5)
        .join("; "),
      {
        problems: errors,
      },
    );
  const edgePackage = await ruledBySites(tx, gateway.id, checked);
  requireDeliverable(edgePackage);
  await insertVersion(tx, gateway.id, edgePackage, {
    createdBy: act.actorName,
    createdAt: new Date(now),
    note: publishing.note,
    republishes: next.republishes,
  });
  await announcePoints(tx, edgePackage);
  await appendOutbox(tx, "edge_package.published", { tenant: tenant.slug, device: gateway.key });
  const changes = diffPackages(latest.body as object, edgePackage).map(({ where }) => where);
  await recordAudit(tx, act, gateway.key, {
    before: { version: latest.version },
    after: {
      version,
      ...(next.republishes === null ? {} : { republishes: next.republishes }),
      ...(publishing.note === null ? {} : { note: publishing.note }),
      changed: changes.slice(0, AUDITED_CHANGES_MAX),
      changes: changes.length,
    },
  });
  return version;
}

/** A site that forbids commands has its gateway refuse them too, whatever the draft says. */
async function ruledBySites(tx: TenantTx, gatewayId: string, edgePackage: EdgePackage): Promise<EdgePackage> {
  const forbidding = await listForbidding(tx, gatewayId);
  return forbidding.length === 0 ? edgePackage : { ...edgePackage, commands: "forbidden" };
}

/** Enters a version as it is; the rest of what publishing means is its caller's. */
export async function insertVersion(
  tx: TenantTx,
  deviceId: string,
  body: EdgePackage,
  more: { createdBy?: string; createdAt?: Date; note?: string | null; republishes?: number | null } = {},
): Promise<void> {
  const read = EdgePackage.parse(body);
  await tx.rows.edgePackage.createMany({
    data: [
      { tenantId: tx.tenantId, deviceId, version: read.version, body: read as object, sha256: sha256Of(read), ...more },
    ],
  });
}

const noDraft = (key: string) => fault("edge_package.no_draft", `"${key}" has no draft of a package.`);
const changedSince = ({ follows }: Publishing) =>
  fault(
    "edge_package.changed_since",
    `Somebody published since you looked: version ${follows} is not the latest any more.`,
  );

/** Two who publish at once both write the next version; the second finds it there. */
const onConflict = (publishing: Publishing) => (reason: unknown) => {
  throw isUniqueViolation(reason) ? changedSince(publishing) : reason;
};
