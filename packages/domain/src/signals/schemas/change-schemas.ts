import { readSchemaDocument, type SchemaDocument } from "@outstation/contracts/schemas/schema-document";
import {
  compareVersions,
  readVersion,
  type SchemaVersion,
  spellVersion,
} from "@outstation/contracts/schemas/schema-version";
import type { Database } from "@outstation/db/database";
import { type TenantTx, withTenant } from "@outstation/db/tenant";
import { fault } from "@outstation/kit/fault";
import { type Act, recordAudit } from "../../tenancy/audit";

/** One version of one device type's schema, by the names people use. */
export type SchemaName = { readonly deviceType: string; readonly version: string };

const DEVICE_TYPE = /^[a-z0-9]+(-[a-z0-9]+)*$/;
/** Types and versions together; a worker keeps them all in memory. */
export const SCHEMAS_MAX = 2_000;

const subjectOf = ({ deviceType, version }: SchemaName) => `${deviceType} ${version}`;
const notFound = (name: SchemaName) =>
  fault("schema.not_found", `There is no version ${name.version} of a schema of "${name.deviceType}".`);

/**
 * Writes a draft, or writes it anew. Nothing is checked by a draft.
 * @throws Fault `schema.invalid` naming each field, `schema.published` where this version was published
 */
export const saveDraft = async (
  db: Database,
  tenantId: string,
  act: Act,
  draft: SchemaName & { readonly document: unknown },
  now: number,
): Promise<void> => {
  const key = keyOf(tenantId, draft);
  const document = requireDocument(draft.document);
  return withTenant(db, tenantId, async (tx) => {
    await lockSchemas(tx);
    const known = await tx.rows.deviceSchema.findUnique({ where: { tenantId_deviceType_major_minor: key } });
    if (known !== null && known.status !== "draft") throw isPublished(draft);
    if (known === null) await requireRoom(tx);
    const written = { document: document as object, changedAt: new Date(now) };
    await tx.rows.deviceSchema.upsert({
      where: { tenantId_deviceType_major_minor: key },
      create: { ...key, ...written, createdBy: act.actorName, createdAt: new Date(now) },
      update: written,
    });
    await recordAudit(tx, act, subjectOf(draft), { after: { points: Object.keys(document.properties) } });
  });
};

/**
 * Publishes a draft: from now on it never changes, and within 10 s the pipeline checks by it. Within a major, versions are
 * published in order.
 * @throws Fault `schema.not_found`, `schema.published`, `schema.out_of_order`
 */
export const publishSchema = (db: Database, tenantId: string, act: Act, name: SchemaName, now: number): Promise<void> =>
  withTenant(db, tenantId, async (tx) => {
    const lastChange = await lockSchemas(tx);
    const { status, document, ...key } = await requireSchema(tx, name);
    if (status !== "draft") throw isPublished(name);
    requireDocument(document);
    const { deviceType, major } = key;
    const highest = await tx.rows.deviceSchema.findFirst({
      where: { tenantId, deviceType, major, status: { not: "draft" } },
      orderBy: { minor: "desc" },
    });
    if (highest !== null && compareVersions(highest, key) > 0)
      throw fault(
        "schema.out_of_order",
        `Version ${spellVersion(highest)} is published already, and devices may know it as the newest. Publish this as ${major}.${highest.minor + 1}.`,
      );
    await tx.rows.deviceSchema.updateMany({
      where: key,
      data: {
        status: "published",
        publishedBy: act.actorName,
        publishedAt: new Date(now),
        changedAt: new Date(Math.max(now, lastChange + 1)),
      },
    });
    await recordAudit(tx, act, subjectOf(name), { before: { status }, after: { status: "published" } });
  });

/**
 * Says that devices should move on from a version. Messages that declare it are checked by it as before.
 * @throws Fault `schema.not_found`, `schema.not_published`
 */
export const deprecateSchema = (
  db: Database,
  tenantId: string,
  act: Act,
  name: SchemaName,
  now: number,
): Promise<void> =>
  withTenant(db, tenantId, async (tx) => {
    const lastChange = await lockSchemas(tx);
    const { status, document: _document, ...key } = await requireSchema(tx, name);
    if (status === "deprecated") return;
    if (status === "draft")
      throw fault("schema.not_published", `Version ${name.version} of "${name.deviceType}" is a draft. Discard it.`);
    await tx.rows.deviceSchema.updateMany({
      where: key,
      data: { status: "deprecated", deprecatedAt: new Date(now), changedAt: new Date(Math.max(now, lastChange + 1)) },
    });
    await recordAudit(tx, act, subjectOf(name), { before: { status }, after: { status: "deprecated" } });
  });

/** Deletes a draft. @throws Fault `schema.not_found`, `schema.published` */
export const discardDraft = (db: Database, tenantId: string, act: Act, name: SchemaName): Promise<void> =>
  withTenant(db, tenantId, async (tx) => {
    await lockSchemas(tx);
    const { status, document, ...key } = await requireSchema(tx, name);
    if (status !== "draft") throw isPublished(name);
    await tx.rows.deviceSchema.deleteMany({ where: key });
    await recordAudit(tx, act, subjectOf(name), {
      before: { points: Object.keys((document as SchemaDocument).properties) },
    });
  });

const isPublished = ({ deviceType, version }: SchemaName) =>
  fault(
    "schema.published",
    `Version ${version} of "${deviceType}" is published and does not change. Draft the next one.`,
  );

/** One change of a tenant's schemas at a time, each later than the one before: workers know by the time that something changed. */
async function lockSchemas(tx: TenantTx): Promise<number> {
  const { tenantId } = tx;
  await tx.rows.$executeRaw`SELECT pg_advisory_xact_lock(hashtext(${`schemas of ${tenantId}`}))`;
  const { _max } = await tx.rows.deviceSchema.aggregate({ where: { tenantId }, _max: { changedAt: true } });
  return _max.changedAt?.getTime() ?? 0;
}

async function requireSchema(tx: TenantTx, name: SchemaName) {
  const version = readVersion(name.version);
  if (version === null) throw notFound(name);
  const { deviceType } = name;
  const row = await tx.rows.deviceSchema.findUnique({
    where: { tenantId_deviceType_major_minor: { tenantId: tx.tenantId, deviceType, ...version } },
    select: { tenantId: true, deviceType: true, major: true, minor: true, status: true, document: true },
  });
  if (row === null) throw notFound(name);
  return row;
}

async function requireRoom(tx: TenantTx): Promise<void> {
  const schemas = await tx.rows.deviceSchema.count({ where: { tenantId: tx.tenantId } });
  if (schemas >= SCHEMAS_MAX)
    throw fault("schema.too_many", `A company may have ${SCHEMAS_MAX} versions of schemas and has ${schemas}.`);
}

function keyOf(tenantId: string, { deviceType, version }: SchemaName) {
  const read: SchemaVersion | null = readVersion(version);
  if (read === null) throw invalid([{ path: "version", message: "is <major>.<minor>, such as 1.4" }]);
  if (!DEVICE_TYPE.test(deviceType) || deviceType.length > 64)
    throw invalid([{ path: "deviceType", message: "is lower-case letters and digits with single hyphens" }]);
  return { tenantId, deviceType, ...read };
}

function requireDocument(value: unknown): SchemaDocument {
  const read = readSchemaDocument(value);
  if (read.problems !== null) throw invalid(read.problems);
  return read.document;
}

const SAID_MAX = 5;
function invalid(problems: readonly { readonly path: string; readonly message: string }[]) {
  const said = problems.slice(0, SAID_MAX).map(({ path, message }) => `${path || "the document"}: ${message}`);
  const more = problems.length > SAID_MAX ? `; and ${problems.length - SAID_MAX} more` : "";
  return fault("schema.invalid", `${said.join("; ")}${more}.`, { problems });
}
