import { compareVersions, FIRMWARE_BYTES_MAX, FirmwareVersion } from "@outstation/contracts/mqtt/firmware";
import type { Database } from "@outstation/db/database";
import { withTenant } from "@outstation/db/tenant";
import { isUniqueViolation } from "@outstation/db/unique-violation";
import { fault } from "@outstation/kit/fault";
import { newId } from "@outstation/kit/ids";
import type { ObjectStore } from "../../ports";
import { type Act, recordAudit } from "../../tenancy/audit";

export type ReleaseDesk = { readonly db: Database; readonly objects: ObjectStore };
export type TenantName = { readonly id: string; readonly slug: string };

/** What the front desk takes in one request. */
export const PART_BYTES_MAX = 2 * 1024 * 1024;
const PARTS_MAX = FIRMWARE_BYTES_MAX / PART_BYTES_MAX;

export type NewRelease = {
  /** `outstation-edge` for gateways; for other devices their type. */
  readonly product: string;
  readonly version: string;
  readonly minimumVersion: string;
  readonly notes: string;
};

/** Where a release's file is, and its parts while it is uploaded. */
export const releaseKey = (slug: string, releaseId: string): string => `tenants/${slug}/firmware/${releaseId}.bin`;
const partKey = (slug: string, releaseId: string, index: number): string =>
  `tenants/${slug}/firmware/${releaseId}.parts/${String(index).padStart(4, "0")}`;

const invalid = (what: string) => fault("release.invalid", `${what}.`);
const notFound = () => fault("release.not_found", "There is no such release.");

/**
 * Begins a release: its file follows in parts, and nobody is offered it before it is published.
 * @throws Fault `release.invalid`, `release.exists`
 */
export async function startRelease(
  db: Database,
  tenantId: string,
  act: Act,
  { now, ...release }: NewRelease & { readonly now: number },
): Promise<{ id: string }> {
  const { product, version, minimumVersion } = release;
  if (product.length < 1 || product.length > 64) throw invalid("product: 1 to 64 characters");
  for (const each of [version, minimumVersion])
    if (!FirmwareVersion.safeParse(each).success) throw invalid(`"${each}" is not a version such as 1.4.0`);
  if (compareVersions(minimumVersion, version) > 0) throw invalid("The minimum version is above the version itself");
  const id = newId();
  await withTenant(db, tenantId, async (tx) => {
    const row = { ...release, state: "draft", createdBy: act.actorName, createdAt: new Date(now) };
    await tx.rows.firmwareRelease.createMany({ data: [{ tenantId, id, ...row }] });
    await recordAudit(tx, act, `${product} ${version}`, { after: { id, minimumVersion } });
  }).catch((reason: unknown) => {
    throw isUniqueViolation(reason)
      ? fault("release.exists", `There is a release ${version} of ${product} already. Versions are never used again.`)
      : reason;
  });
  return { id };
}

/**
 * Takes the next part of a release's file. The last one may be sent again, for an answer that was lost.
 * @returns how many parts there are now.
 * @throws Fault `release.not_found`, `release.published`, `release.invalid`
 */
export async function uploadPart(
  { db, objects }: ReleaseDesk,
  tenant: TenantName,
  { id, index, bytes }: { readonly id: string; readonly index: number; readonly bytes: Uint8Array },
): Promise<{ parts: number }> {
  if (bytes.length === 0 || bytes.length > PART_BYTES_MAX) throw invalid(`A part has 1 to ${PART_BYTES_MAX} bytes`);
  const { parts } = await getDraft(db, tenant.id, id);
  if (index !== parts && index !== parts - 1) throw invalid(`The next part is number ${parts}`);
  if (index >= PARTS_MAX) throw invalid(`A release has ${FIRMWARE_BYTES_MAX / 1024 / 1024} MB at most`);
  await objects.put(partKey(tenant.slug, id, index), bytes);
  await withTenant(db, tenant.id, (tx) =>
    tx.rows.firmwareRelease.updateMany({
      where: { tenantId: tenant.id, id, state: "draft", parts: { lte: index } },
      data: { parts: index + 1 },
    }),
  );
  return { parts: Math.max(parts, index + 1) };
}

/**
 * Puts the parts together and publishes the release, if the whole is what its maker says it is.
 * @throws Fault `release.not_found`, `release.published`, `release.mismatch`; then it is a draft without parts again.
 */
export async function publishRelease(
  { db, objects }: ReleaseDesk,
  tenant: TenantName,
  act: Act,
  expected: { readonly id: string; readonly size: number; readonly sha256: string; readonly now: number },
): Promise<void> {
  const { id, size, sha256, now } = expected;
  const { parts } = await getDraft(db, tenant.id, id);
  const keys = Array.from({ length: parts }, (_, index) => partKey(tenant.slug, id, index));
  const whole = releaseKey(tenant.slug, id);
  const put = await objects.put(whole, join(objects, keys));
  const isWhole = put.size === size && put.sha256 === sha256 && size > 0;
  const where = { tenantId: tenant.id, id, state: "draft" };
  await withTenant(db, tenant.id, async (tx) => {
    if (!isWhole) return void (await tx.rows.firmwareRelease.updateMany({ where, data: { parts: 0 } }));
    const data = { state: "published", size, sha256, publishedAt: new Date(now) };
    const { count } = await tx.rows.firmwareRelease.updateMany({ where, data });
    if (count === 0) throw fault("release.published", "It was published meanwhile.");
    const release = await tx.rows.firmwareRelease.findFirst({ where: { tenantId: tenant.id, id } });
    await recordAudit(tx, act, `${release?.product} ${release?.version}`, { after: { id, size, sha256 } });
  });
  for (const key of keys) await objects.delete(key);
  if (isWhole) return;
  await objects.delete(whole);
  throw fault(
    "release.mismatch",
    `What was uploaded has ${put.size} bytes and the SHA-256 ${put.sha256}, which is not what was announced. Upload it again.`,
  );
}

async function* join(objects: ObjectStore, keys: readonly string[]): AsyncIterable<Uint8Array> {
  for (const key of keys) yield* await objects.get(key);
}

async function getDraft(db: Database, tenantId: string, id: string): Promise<{ parts: number }> {
  const release = await withTenant(db, tenantId, (tx) =>
    tx.rows.firmwareRelease.findFirst({ where: { tenantId, id } }),
  );
  if (release === null) throw notFound();
  if (release.state !== "draft") throw fault("release.published", "It is published and does not change any more.");
  return release;
}

export type ReleaseLine = NewRelease & {
  readonly id: string;
  readonly state: string;
  readonly parts: number;
  readonly size: number | null;
  readonly sha256: string | null;
  readonly createdBy: string;
  readonly createdAt: number;
  readonly publishedAt: number | null;
};

/** The tenant's releases, newest first. */
export const listReleases = (db: Database, tenantId: string): Promise<ReleaseLine[]> =>
  withTenant(db, tenantId, async (tx) => {
    const rows = await tx.rows.firmwareRelease.findMany({
      where: { tenantId },
      omit: { manifest: true, tenantId: true },
      orderBy: [{ createdAt: "desc" }, { id: "desc" }],
      take: 200,
    });
    return rows.map((row) => ({
      ...row,
      createdAt: row.createdAt.getTime(),
      publishedAt: row.publishedAt?.getTime() ?? null,
    }));
  });
