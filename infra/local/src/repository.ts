import { fileURLToPath } from "node:url";

/** The root of the checkout, without a slash at its end. */
export const repositoryRoot = fileURLToPath(new URL("../../..", import.meta.url)).replace(/[\\/]$/, "");

/** Preloaded into programs that are not ours, so that they end with us. */
export const exitWithParent = fileURLToPath(new URL("../exit-with-parent.mjs", import.meta.url));
