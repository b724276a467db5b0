import type { Outputs } from "@outstation/hall/client";

/** A version of a type's schema, as the list has it. */
export type SchemaLine = Outputs["schemas"]["list"]["schemas"][number];
