import type { Outputs } from "@outstation/hall/client";

/** What a device enrols with, shown once. */
export type Claim = Outputs["devices"]["claim"];
