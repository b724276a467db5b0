/** Something that a person must hear of: the disk takes nothing, or takes again; messages were let go; the store was damaged. */
export type SpoolTrouble = { readonly what: "full" | "again" | "dropped" | "damaged"; readonly detail: string };
