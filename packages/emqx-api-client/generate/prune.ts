/** As far as an OpenAPI document is known here. */
export type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json };
export type JsonObject = { readonly [key: string]: Json };

/** What this client speaks of; the whole document has 192 paths. */
export const PATHS = [
  "/status",
  "/nodes",
  "/stats",
  "/metrics",
  "/authentication",
  "/authentication/{id}",
  "/authorization/settings",
  "/authorization/cache",
  "/authorization/sources",
  "/authorization/sources/order",
  "/authorization/sources/{type}",
  "/authorization/sources/built_in_database/rules",
  "/authorization/sources/built_in_database/rules/users",
  "/authorization/sources/built_in_database/rules/users/{username}",
  "/authorization/sources/built_in_database/rules/clients",
  "/authorization/sources/built_in_database/rules/clients/{clientid}",
  "/authorization/sources/built_in_database/rules/all",
  "/banned",
  "/banned/{as}/{who}",
  "/clients",
  "/clients/{clientid}",
  "/clients/{clientid}/authorization/cache",
  "/clients/kickout/bulk",
  "/publish",
  "/publish/bulk",
  "/listeners",
  "/listeners/{id}",
  "/listeners/{id}/start",
  "/listeners/{id}/stop",
  "/listeners/{id}/restart",
  "/configs/global_zone",
] as const;

export const isObject = (value: Json | undefined): value is JsonObject =>
  typeof value === "object" && value !== null && !Array.isArray(value);

/** The value at a path, which must be an object. @throws where the document has none there. */
export function objectAt(document: JsonObject, ...path: readonly string[]): JsonObject {
  let at: Json | undefined = document;
  for (const key of path) at = isObject(at) ? at[key] : undefined;
  if (!isObject(at)) throw new Error(`the document has nothing at ${path.join(" → ")}`);
  return at;
}

/** The paths above and what they refer to, without examples, so that it can live beside the code. */
export function prune(document: JsonObject): JsonObject {
  const all = objectAt(document, "paths");
  const paths: Record<string, Json> = {};
  for (const path of PATHS) paths[path] = withoutExamples(objectAt(all, path));
  const kept = new Map<string, Json>();
  const waiting = references(paths);
  for (let pointer = waiting.pop(); pointer !== undefined; pointer = waiting.pop()) {
    if (kept.has(pointer)) continue;
    const [, , kind = "", name = ""] = pointer.split("/");
    const value = withoutExamples(objectAt(document, "components", kind, name));
    kept.set(pointer, value);
    waiting.push(...references(value));
  }
  const components: Record<string, Record<string, Json>> = {};
  for (const [pointer, value] of [...kept].sort(([a], [b]) => (a < b ? -1 : 1))) {
    const [, , kind = "", name = ""] = pointer.split("/");
    const shelf = components[kind] ?? {};
    shelf[name] = value;
    components[kind] = shelf;
  }
  const { openapi = "", info = {}, servers = [] } = document;
  return { openapi, info, servers, paths, components };
}

function references(value: Json): string[] {
  if (Array.isArray(value)) return value.flatMap(references);
  if (!isObject(value)) return [];
  const here = typeof value.$ref === "string" ? [value.$ref] : [];
  return [...here, ...Object.values(value).flatMap(references)];
}

const NOISE = new Set(["example", "examples", "tags", "log_meta", "security", "summary"]);

/** Names of properties are kept, whatever they are. */
function withoutExamples(value: Json, areNames = false): Json {
  if (Array.isArray(value)) return value.map((item: Json) => withoutExamples(item));
  if (!isObject(value)) return value;
  return Object.fromEntries(
    Object.entries(value)
      .filter(([key]) => areNames || !NOISE.has(key))
      .map(([key, item]) => [key, withoutExamples(item, !areNames && key === "properties")]),
  );
}
