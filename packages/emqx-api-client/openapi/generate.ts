import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import { fileURLToPath } from "node:url";
import openapiTS, { astToString, COMMENT_HEADER, type OpenAPI3 } from "openapi-typescript";
import { amend, type Members } from "./amendments";

// The types of src/generated from the document beside this file. A default of the broker's is not a member every request
// must have, hence `defaultNonNullable: false`.
// Run: pnpm --filter @outstation/emqx-api-client generate

const here = (path: string): string => fileURLToPath(new URL(path, import.meta.url));

/** The source text of the generated types. */
export async function generateTypes(): Promise<string> {
  const document = amend(JSON.parse(readFileSync(here("./emqx-5.8.json"), "utf8")) as Members);
  const nodes = await openapiTS(document as unknown as OpenAPI3, { defaultNonNullable: false });
  return `${COMMENT_HEADER}${astToString(nodes)}`;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const target = here("../src/generated/emqx-5.8.ts");
  mkdirSync(dirname(target), { recursive: true });
  writeFileSync(target, await generateTypes());
}
