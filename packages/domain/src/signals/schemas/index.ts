export { deprecateSchema, discardDraft, publishSchema, type SchemaName, saveDraft } from "./change-schemas";
export {
  checkAgainstSchema,
  checkSchema,
  type SchemaDecision,
  type SchemaProblem,
} from "./check-schema";
export { type CompiledSchema, compileSchema } from "./compile-schema";
export { createSchemaLookup, type SchemaLookup, toTypeSchemas } from "./schema-lookup";
export type { TypeSchemas } from "./type-schemas";
export {
  type FlagView,
  getSchema,
  listSchemas,
  type SchemaLine,
  type SchemaList,
  type SchemaView,
} from "./view-schemas";
