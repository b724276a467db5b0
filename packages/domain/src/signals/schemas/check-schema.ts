import type { Telemetry } from "@outstation/contracts/mqtt/telemetry";
import { readVersion } from "@outstation/contracts/schemas/schema-version";
import type { CompiledSchema } from "./compile-schema";
import type { SchemaLookup } from "./schema-lookup";
import type { TypeSchemas } from "./type-schemas";

/**
 * By what a message is checked: nothing; the version it declares; the highest minor of its major, where nobody has published
 * the one it declares; or it cannot be, because its major is unknown.
 */
export type SchemaDecision =
  | { readonly by: null }
  | { readonly by: CompiledSchema; readonly isKnown: boolean }
  | { readonly unknown: string; readonly known: readonly string[] };

const UNCHECKED: SchemaDecision = { by: null };

/** Decides by what a message that declares a version is checked. */
export function checkSchema(declared: string | undefined, published: TypeSchemas | null): SchemaDecision {
  if (declared === undefined || published === null) return UNCHECKED;
  const known = published.versions.get(declared);
  if (known !== undefined) return { by: known, isKnown: true };
  const version = readVersion(declared);
  const nearest = version === null ? undefined : published.highest.get(version.major);
  return nearest === undefined
    ? { unknown: declared, known: [...published.versions.keys()] }
    : { by: nearest, isKnown: false };
}

export type SchemaQuestion = {
  readonly tenantId: string;
  readonly device: { readonly id: string; readonly key: string; readonly type: string };
  readonly telemetry: Telemetry;
  readonly receivedAt: number;
};
export type SchemaProblem = {
  readonly code: "schema.violation" | "schema.unknown_version";
  readonly field: string;
  readonly message: string;
};

/**
 * The pipeline's question of one message, after `schemas.prepare()`: null, and it goes on; or why it is kept back. A message of an
 * unknown minor goes on and is flagged.
 */
export function checkAgainstSchema(
  question: SchemaQuestion,
  schemas: Pick<SchemaLookup, "schemasOf" | "flag">,
): SchemaProblem | null {
  const { tenantId, device, telemetry, receivedAt } = question;
  const { schemaVersion } = telemetry;
  if (schemaVersion === undefined) return null;
  const decision = checkSchema(schemaVersion, schemas.schemasOf(tenantId, device.type));
  if ("unknown" in decision)
    return {
      code: "schema.unknown_version",
      field: "v",
      message: `${device.key} speaks version ${schemaVersion} of ${device.type}; published are ${decision.known.join(", ")}`,
    };
  if (decision.by === null) return null;
  const problem = violationOf(telemetry, device.type, decision.by, decision.isKnown);
  if (problem === null && !decision.isKnown)
    schemas.flag({
      tenantId,
      deviceId: device.id,
      declared: schemaVersion,
      checkedBy: decision.by.version,
      at: receivedAt,
    });
  return problem;
}

/** The first reading that is not as its schema says. Of points that only a newer version knows, this one has nothing to say. */
function violationOf(
  telemetry: Telemetry,
  deviceType: string,
  schema: CompiledSchema,
  isKnown: boolean,
): SchemaProblem | null {
  const { readings } = telemetry;
  for (let index = 0; index < readings.length; index += 1) {
    const reading = readings[index];
    if (reading === undefined || (!isKnown && !schema.knows(reading.point))) continue;
    const problem = schema.problemOf(reading);
    if (problem !== null)
      return {
        code: "schema.violation",
        field: fieldOf(telemetry, index),
        message: `${reading.point} ${problem} (schema ${deviceType} ${schema.version})`,
      };
  }
  return null;
}

/** Where a reading stands in its message: `r.flow[2]`, and in the friendly spelling `values.flow`, the third of several `values.flow[2]`. */
function fieldOf({ readings, sequence }: Telemetry, index: number): string {
  const point = readings[index]?.point ?? "";
  const own = readings.filter((reading) => reading.point === point);
  const place = readings.slice(0, index).filter((reading) => reading.point === point).length;
  if (sequence !== null) return `r.${point}[${place}]`;
  return own.length === 1 ? `values.${point}` : `values.${point}[${place}]`;
}
