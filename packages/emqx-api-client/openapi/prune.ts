import { readFileSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

// Cuts EMQX's whole OpenAPI document (1.7 MB, 192 paths) down to what this client calls, and takes nothing else away but the
// examples. What the document says wrongly is put right in amendments.ts, so that this file stays EMQX's own word.
// Run: pnpm --filter @outstation/emqx-api-client prune <the whole document>

type Json = null | boolean | number | string | Json[] | { [key: string]: Json };
type Members = { [key: string]: Json };

const kept = [
  "/status",
  "/authentication",
  "/authentication/order",
  "/authentication/{id}",
  "/authorization/cache",
  "/authorization/settings",
  "/authorization/sources",
  "/authorization/sources/order",
  "/authorization/sources/{type}",
  "/authorization/sources/built_in_database/rules",
  "/authorization/sources/built_in_database/rules/all",
  "/authorization/sources/built_in_database/rules/clients",
  "/authorization/sources/built_in_database/rules/clients/{clientid}",
  "/authorization/sources/built_in_database/rules/users",
  "/authorization/sources/built_in_database/rules/users/{username}",
  "/banned",
  "/banned/{as}/{who}",
  "/clients",
  "/clients/kickout/bulk",
  "/clients/{clientid}",
  "/clients/{clientid}/authorization/cache",
  "/clients/{clientid}/subscriptions",
  "/configs",
  "/configs/global_zone",
  "/listeners",
  "/listeners/{id}",
  "/listeners/{id}/restart",
  "/listeners/{id}/start",
  "/listeners/{id}/stop",
  "/metrics",
  "/monitor_current",
  "/nodes",
  "/nodes/{node}",
  "/publish",
  "/publish/bulk",
  "/stats",
];

const dropped = new Set(["examples", "example", "log_meta"]);
/** Below these, keys are names that EMQX chose, not words of OpenAPI. */
const namesBelow = new Set(["properties", "schemas", "parameters", "paths"]);

function withoutExamples(value: Json, keysAreNames = false): Json {
  if (Array.isArray(value)) return value.map((item) => withoutExamples(item));
  if (value === null || typeof value !== "object") return value;
  return Object.fromEntries(
    Object.entries(value)
      .filter(([key]) => keysAreNames || !dropped.has(key))
      .map(([key, item]) => [key, withoutExamples(item, !keysAreNames && namesBelow.has(key))]),
  );
}

function referencesIn(value: Json, found: Set<string>): Set<string> {
  if (Array.isArray(value)) for (const item of value) referencesIn(item, found);
  else if (value !== null && typeof value === "object")
    for (const [key, item] of Object.entries(value))
      if (key === "$ref" && typeof item === "string") found.add(item);
      else referencesIn(item, found);
  return found;
}

const members = (value: Json | undefined): Members => {
  if (value === null || typeof value !== "object" || Array.isArray(value)) throw new Error("not an object");
  return value;
};

function prune(whole: Members): Members {
  const allPaths = members(whole.paths);
  const components = members(whole.components);
  const missing = kept.filter((path) => !(path in allPaths));
  if (missing.length > 0) throw new Error(`the document does not have ${missing.join(", ")}`);
  const paths = Object.fromEntries(kept.map((path) => [path, allPaths[path] ?? null]));
  const used: Record<"parameters" | "schemas", Members> = { parameters: {}, schemas: {} };
  const open = [...referencesIn(paths, new Set())];
  for (let reference = open.pop(); reference !== undefined; reference = open.pop()) {
    const [, group, name] = /^#\/components\/(parameters|schemas)\/(.+)$/.exec(reference) ?? [];
    if ((group !== "parameters" && group !== "schemas") || name === undefined) throw new Error(reference);
    if (name in used[group]) continue;
    const component = members(components[group])[name] ?? null;
    used[group][name] = component;
    open.push(...referencesIn(component, new Set()));
  }
  const origin = {
    "x-origin":
      "EMQX 5.8.1 open source, emqx/emqx-docs redocly/ce-en.json at 9046f8cb (release-5.8), made there from a live broker's " +
      "GET /api-docs/swagger.json. Here: the paths this client calls, without examples (openapi/prune.ts).",
  };
  const info = {
    ...members(whole.info),
    ...origin,
    license: { name: "Apache-2.0", url: "https://www.apache.org/licenses/LICENSE-2.0" },
  };
  const sorted = (group: Members) => Object.fromEntries(Object.entries(group).sort(([a], [b]) => (a < b ? -1 : 1)));
  const document: Members = {
    openapi: whole.openapi ?? null,
    info,
    servers: whole.servers ?? [],
    paths,
    components: {
      parameters: sorted(used.parameters),
      schemas: sorted(used.schemas),
      securitySchemes: components.securitySchemes ?? {},
    },
  };
  return members(withoutExamples(document));
}

const [source] = process.argv.slice(2);
if (source === undefined) throw new Error("give the path of EMQX's whole OpenAPI document");
const pruned = prune(members(JSON.parse(readFileSync(source, "utf8")) as Json));
writeFileSync(fileURLToPath(new URL("./emqx-5.8.json", import.meta.url)), `${JSON.stringify(pruned, null, 2)}\n`);
