import type { PointWriters } from "../commands/point-writer";
import type { OutputRegistry } from "./output";

/** What `registry.ts` is in the read-only build: nothing on site can be switched. */
export const outputRegistry: OutputRegistry = {};

/** And no point can be written, whatever a package grants. */
export const pointWriters: PointWriters = {};
