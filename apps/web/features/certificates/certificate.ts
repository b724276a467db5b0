import type { Outputs } from "@outstation/hall/client";

/** A certificate as the list shows it. */
export type Certificate = Outputs["certificates"]["list"][number];
