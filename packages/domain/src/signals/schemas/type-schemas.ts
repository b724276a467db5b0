import type { CompiledSchema } from "./compile-schema";

/** The published versions of one device type's schema, deprecated ones included. */
export type TypeSchemas = {
  readonly versions: ReadonlyMap<string, CompiledSchema>;
  /** The highest minor of each major. */
  readonly highest: ReadonlyMap<number, CompiledSchema>;
};
