import { SchemaDocument } from "@outstation/contracts/schemas/schema-document";
import { compareVersions, spellVersion } from "@outstation/contracts/schemas/schema-version";
import type { Database } from "@outstation/db/database";
import { listSchemaHeads } from "@outstation/db/directory";
import { type TenantTx, withTenant } from "@outstation/db/tenant";
import type { Clock } from "@outstation/kit/clock";
import { type CompiledSchema, compileSchema } from "./compile-schema";
import { createFlagRecorder, type SchemaFlag } from "./schema-flags";
import type { TypeSchemas } from "./type-schemas";

/** Every tenant's published schemas in memory, for the hot path. */
export type SchemaLookup = {
  /** Before each batch: waits for the first answer of the database, never for a later one. @throws what the database throws */
  prepare(): Promise<void>;
  /** Null: nobody has published a schema of this type. */
  schemasOf(tenantId: string, deviceType: string): TypeSchemas | null;
  /** Remembers that a device speaks a version that nobody has published. */
  flag(flag: SchemaFlag): void;
  /** Resolves when what is published has been read after this call. @throws what the database throws */
  refresh(): Promise<void>;
  /** Writes the flags that are not written yet. */
  flush(): Promise<void>;
};

/** What is published is in force within 10 s. */
export const REFRESH_MS = 2_000;

type Shelf = { readonly changedAt: number; readonly types: ReadonlyMap<string, TypeSchemas> };

/**
 * Asks which tenants' schemas changed, in one question for all of them, and reads only those again.
 * @param onError told when they cannot be read or flags not be written; what is known stays in force.
 */
export function createSchemaLookup(
  db: Database,
  clock: Clock,
  onError: (reason: unknown) => void = () => undefined,
): SchemaLookup {
  let shelves: ReadonlyMap<string, Shelf> = new Map();
  let readAt = Number.NEGATIVE_INFINITY;
  let isFilled = false;
  let reading: Promise<void> | null = null;
  const flags = createFlagRecorder(db, onError);

  async function read(): Promise<void> {
    const next = new Map<string, Shelf>();
    for (const [tenantId, changedAt] of await listSchemaHeads(db)) {
      const known = shelves.get(tenantId);
      const isSame = known?.changedAt === changedAt;
      next.set(tenantId, isSame ? known : { changedAt, types: await withTenant(db, tenantId, loadTypes) });
    }
    shelves = next;
    isFilled = true;
  }
  /** One at a time: those who ask meanwhile wait for the same answer. */
  function readOnce(): Promise<void> {
    readAt = clock.now();
    reading ??= read().finally(() => {
      reading = null;
    });
    return reading;
  }
  return {
    prepare: async () => {
      if (!isFilled) return readOnce();
      if (clock.now() - readAt >= REFRESH_MS) readOnce().catch(onError);
    },
    schemasOf: (tenantId, deviceType) => shelves.get(tenantId)?.types.get(deviceType) ?? null,
    flag: flags.note,
    refresh: async () => {
      await reading?.catch(() => undefined);
      await readOnce();
    },
    flush: flags.flush,
  };
}

async function loadTypes(tx: TenantTx): Promise<ReadonlyMap<string, TypeSchemas>> {
  const rows = await tx.rows.deviceSchema.findMany({
    where: { tenantId: tx.tenantId, status: { in: ["published", "deprecated"] } },
    orderBy: [{ deviceType: "asc" }, { major: "asc" }, { minor: "asc" }],
  });
  const types = new Map<string, typeof rows>();
  for (const row of rows) types.set(row.deviceType, [...(types.get(row.deviceType) ?? []), row]);
  return new Map([...types].map(([type, own]) => [type, toTypeSchemas(own)]));
}

type PublishedRow = { readonly major: number; readonly minor: number; readonly document: unknown };

/** Published versions as the check needs them, in order. */
export function toTypeSchemas(rows: readonly PublishedRow[]): TypeSchemas {
  const versions = new Map<string, CompiledSchema>();
  const highest = new Map<number, CompiledSchema>();
  for (const row of [...rows].sort(compareVersions)) {
    const compiled = compileSchema(spellVersion(row), SchemaDocument.parse(row.document));
    versions.set(compiled.version, compiled);
    highest.set(row.major, compiled);
  }
  return { versions, highest };
}
