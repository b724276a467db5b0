import { z } from "zod";
import { POINT_NAME_LENGTH_MAX } from "../mqtt/reading";
import { STRING_VALUE_LENGTH_MAX } from "../mqtt/telemetry";
import { isUcum } from "./ucum";

// What the devices of one type may say, in a subset of JSON Schema 2020-12 that is documented in docs/flows/schemas.md: a keyword
// that is not listed there is refused rather than ignored, so that nobody believes in a check which is not made.

export const JSON_SCHEMA_2020_12 = "https://json-schema.org/draft/2020-12/schema";
export const SCHEMA_POINTS_MAX = 1_000;
export const SCHEMA_ENUM_MAX = 256;
export const SCHEMA_BYTES_MAX = 128 * 1024;

const said = {
  title: z.string().max(120).optional(),
  description: z.string().max(2_000).optional(),
  deprecated: z.boolean().optional(),
  /** `telemetry` (the default) is what readings carry; `attribute` is what the device's attributes carry. */
  "x-kind": z.enum(["telemetry", "attribute"]).optional(),
};
const Unit = z.string().refine(isUcum, "is not a unit of UCUM, such as Cel, kW.h or m3/h");

const NumberPoint = z
  .strictObject({
    type: z.enum(["number", "integer"]),
    minimum: z.number().optional(),
    maximum: z.number().optional(),
    exclusiveMinimum: z.number().optional(),
    exclusiveMaximum: z.number().optional(),
    enum: z.array(z.number()).min(1).max(SCHEMA_ENUM_MAX).optional(),
    "x-unit": Unit.optional(),
    ...said,
  })
  .refine(({ minimum = -Infinity, maximum = Infinity }) => minimum <= maximum, "has a minimum above its maximum");

const StringPoint = z
  .strictObject({
    type: z.literal("string"),
    minLength: z.number().int().min(0).max(STRING_VALUE_LENGTH_MAX).optional(),
    maxLength: z.number().int().min(0).max(STRING_VALUE_LENGTH_MAX).optional(),
    enum: z.array(z.string().max(STRING_VALUE_LENGTH_MAX)).min(1).max(SCHEMA_ENUM_MAX).optional(),
    ...said,
  })
  .refine(({ minLength = 0, maxLength = Infinity }) => minLength <= maxLength, "has a minLength above its maxLength");

const BooleanPoint = z.strictObject({ type: z.literal("boolean"), ...said });

/** `{lat, lon, alt?}` in degrees and metres, WGS 84. */
const PositionPoint = z.strictObject({ type: z.literal("object"), format: z.literal("position"), ...said });

export const SchemaPoint = z.discriminatedUnion("type", [NumberPoint, StringPoint, BooleanPoint, PositionPoint]);
export type SchemaPoint = z.infer<typeof SchemaPoint>;

/** A schema's document. Each property is a point; `required` has no place in it, because a message carries what changed. */
export const SchemaDocument = z.strictObject({
  $schema: z.literal(JSON_SCHEMA_2020_12).optional(),
  title: z.string().max(120).optional(),
  description: z.string().max(2_000).optional(),
  type: z.literal("object"),
  properties: z
    .record(z.string().min(1).max(POINT_NAME_LENGTH_MAX), SchemaPoint)
    .refine((points) => Object.keys(points).length > 0, "names no point")
    .refine((points) => Object.keys(points).length <= SCHEMA_POINTS_MAX, `names more than ${SCHEMA_POINTS_MAX} points`),
  /** False: a point that is not listed is a violation. As JSON Schema has it, others are welcome where nothing is said. */
  additionalProperties: z.boolean().optional(),
});
export type SchemaDocument = z.infer<typeof SchemaDocument>;

export type DocumentProblem = { readonly path: string; readonly message: string };

/** Reads a document, or says of every field what is wrong with it: `properties.temperature.minimum`, and a sentence. */
export function readSchemaDocument(
  value: unknown,
): { readonly document: SchemaDocument; readonly problems: null } | { readonly problems: DocumentProblem[] } {
  const bytes = new TextEncoder().encode(JSON.stringify(value) ?? "").byteLength;
  if (bytes > SCHEMA_BYTES_MAX)
    return { problems: [{ path: "", message: `is ${bytes} bytes; the limit is ${SCHEMA_BYTES_MAX}` }] };
  const result = SchemaDocument.safeParse(value);
  if (result.success) return { document: result.data, problems: null };
  return { problems: result.error.issues.map(({ path, message }) => ({ path: path.join("."), message })) };
}
