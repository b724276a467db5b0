import type { Outputs } from "@outstation/hall/client";

/** One device with all that its page shows. */
export type Device = Outputs["devices"]["get"];
