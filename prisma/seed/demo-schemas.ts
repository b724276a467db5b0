import type { SchemaDocument } from "@outstation/contracts/schemas/schema-document";
import type { Database } from "@outstation/db/database";
import { listSchemas, publishSchema, saveDraft } from "@outstation/domain/signals/schemas";
import { type Actor, actOf } from "@outstation/domain/tenancy/audit";
import type { DemoTenant } from "./demo-fleet";

const VERSION = "1.0";

/**
 * Publishes a schema of the tenant's power meters, with the points and units of the edge package. Repeatable. The demo's gateway
 * declares no version, so that nothing is held to it until a device does.
 */
export async function seedSchema(db: Database, tenantId: string, actor: Actor, tenant: DemoTenant): Promise<void> {
  const name = { deviceType: "power-meter", version: VERSION };
  const now = Date.now();
  const { schemas } = await listSchemas(db, tenantId, now);
  const known = schemas.find(({ deviceType, version }) => deviceType === name.deviceType && version === VERSION);
  if (known === undefined)
    await saveDraft(db, tenantId, actOf(actor, "schema.drafted"), { ...name, document: documentOf(tenant) }, now);
  if (known === undefined || known.status === "draft")
    await publishSchema(db, tenantId, actOf(actor, "schema.published"), name, now);
}

function documentOf({ devices, edgePackage }: DemoTenant): SchemaDocument {
  const meters = devices.filter(({ type }) => type === "power-meter").map(({ key }) => key);
  const points = edgePackage.sources
    .filter(({ device }) => meters.includes(device))
    .flatMap((source) => [...source.points]);
  return {
    $schema: "https://json-schema.org/draft/2020-12/schema",
    title: "Power meter",
    type: "object",
    properties: Object.fromEntries(
      points.map(({ name, unit, description }) => [
        name,
        {
          type: "number",
          ...(description === undefined ? {} : { title: description }),
          ...(unit === undefined ? {} : { "x-unit": unit }),
        },
      ]),
    ),
    additionalProperties: false,
  };
}
