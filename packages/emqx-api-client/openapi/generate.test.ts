import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { generateTypes } from "./generate";

// Promise: the types that are compiled against are those of the document that is tested against.

test("the committed types are what the committed document gives", { timeout: 30_000 }, async () => {
  const committed = readFileSync(new URL("../src/generated/emqx-5.8.ts", import.meta.url), "utf8");
  expect((await generateTypes()) === committed).toBe(true);
});
