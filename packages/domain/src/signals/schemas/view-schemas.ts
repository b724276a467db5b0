import { SchemaDocument } from "@outstation/contracts/schemas/schema-document";
import { readVersion, spellVersion } from "@outstation/contracts/schemas/schema-version";
import type { Database } from "@outstation/db/database";
import { withTenant } from "@outstation/db/tenant";
import { fault } from "@outstation/kit/fault";
import type { SchemaName } from "./change-schemas";

export type SchemaStatus = "draft" | "published" | "deprecated";

/** A version in the list. Times are Unix milliseconds. */
export type SchemaLine = SchemaName & {
  readonly status: SchemaStatus;
  readonly points: number;
  readonly createdBy: string;
  readonly createdAt: number;
  readonly publishedBy: string | null;
  readonly publishedAt: number | null;
  readonly deprecatedAt: number | null;
};
export type SchemaView = SchemaLine & { readonly document: SchemaDocument };

/** A device that declares a version which nobody has published; what it says is stored. */
export type FlagView = {
  readonly deviceKey: string;
  readonly deviceType: string;
  readonly declared: string;
  readonly checkedBy: string;
  /** As they came, repeats included. */
  readonly messages: number;
  readonly firstSeenAt: number;
  readonly lastSeenAt: number;
};
export type SchemaList = { readonly schemas: readonly SchemaLine[]; readonly flags: readonly FlagView[] };

/** A flag of a version that was published since, or that is not heard any more, is no news. */
const FLAG_SHOWN_MS = 30 * 24 * 3_600_000;

/** Every version by type, the newest first, and the devices that speak by none of them. */
export const listSchemas = (db: Database, tenantId: string, now: number): Promise<SchemaList> =>
  withTenant(db, tenantId, async ({ rows }) => {
    const schemas = await rows.deviceSchema.findMany({
      where: { tenantId },
      orderBy: [{ deviceType: "asc" }, { major: "desc" }, { minor: "desc" }],
    });
    const flags = await rows.schemaFlag.findMany({
      where: { tenantId, lastSeenAt: { gte: new Date(now - FLAG_SHOWN_MS) } },
      include: { device: { select: { key: true, type: true } } },
      orderBy: { lastSeenAt: "desc" },
    });
    const published = new Set(
      schemas.filter(({ status }) => status !== "draft").map((row) => `${row.deviceType} ${spellVersion(row)}`),
    );
    return {
      schemas: schemas.map(lineOf),
      flags: flags
        .filter(({ device, declared }) => !published.has(`${device.type} ${declared}`))
        .map(({ device, declared, checkedBy, messages, firstSeenAt, lastSeenAt }) => ({
          deviceKey: device.key,
          deviceType: device.type,
          declared,
          checkedBy,
          messages: Number(messages),
          firstSeenAt: firstSeenAt.getTime(),
          lastSeenAt: lastSeenAt.getTime(),
        })),
    };
  });

/** One version with its document. @throws Fault `schema.not_found` */
export const getSchema = (db: Database, tenantId: string, name: SchemaName): Promise<SchemaView> =>
  withTenant(db, tenantId, async ({ rows }) => {
    const version = readVersion(name.version);
    const key = { tenantId, deviceType: name.deviceType, ...(version ?? { major: -1, minor: -1 }) };
    const row = await rows.deviceSchema.findUnique({ where: { tenantId_deviceType_major_minor: key } });
    if (row === null)
      throw fault("schema.not_found", `There is no version ${name.version} of a schema of "${name.deviceType}".`);
    return { ...lineOf(row), document: SchemaDocument.parse(row.document) };
  });

type Row = {
  readonly deviceType: string;
  readonly major: number;
  readonly minor: number;
  readonly document: unknown;
  readonly status: string;
  readonly createdBy: string;
  readonly createdAt: Date;
  readonly publishedBy: string | null;
  readonly publishedAt: Date | null;
  readonly deprecatedAt: Date | null;
};

const lineOf = (row: Row): SchemaLine => ({
  deviceType: row.deviceType,
  version: spellVersion(row),
  status: row.status as SchemaStatus,
  points: Object.keys((row.document as SchemaDocument).properties).length,
  createdBy: row.createdBy,
  createdAt: row.createdAt.getTime(),
  publishedBy: row.publishedBy,
  publishedAt: row.publishedAt?.getTime() ?? null,
  deprecatedAt: row.deprecatedAt?.getTime() ?? null,
});
