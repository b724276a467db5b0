import type { OutputRegistry } from "./output";

/** What `registry.ts` is in the read-only build: nothing on site can be switched. */
export const outputRegistry: OutputRegistry = {};
