import openapiTypeScript, { astToString } from "openapi-typescript";

const HEADER = `// Generated from rest-v5.json by generate/main.ts; do not edit.
// Origin: EMQX 5.8.1, github.com/emqx/emqx-docs, redocly/ce-en.json (release-5.8), Apache License 2.0.

`;

/** TypeScript types of a document, as text. What has a default may still be left out of a request. */
export async function generateTypes(document: object): Promise<string> {
  const nodes = await openapiTypeScript(JSON.stringify(document), { defaultNonNullable: false, alphabetize: true });
  return HEADER + astToString(nodes);
}
