import type { Members } from "../../../openapi/amendments";
import { type Handlers, ok, refuse } from "../answer";
import { zoneRoots } from "../defaults";

type Json = Members[string];

const isMembers = (value: Json | undefined): value is Members =>
  value !== null && typeof value === "object" && !Array.isArray(value);

const only = (configs: Members, roots: readonly string[]): Members =>
  Object.fromEntries(roots.map((root) => [root, configs[root] ?? {}]));

export const configHandlers: Handlers = {
  "GET /configs/global_zone": (broker) => ok(only(broker.configs, zoneRoots)),

  // Answers the roots it was given, not the whole zone. Members left out of a root stay (emqx_config_handler.erl merges).
  "PUT /configs/global_zone": (broker, { body }) => {
    const change = body as Members;
    for (const [root, value] of Object.entries(change)) {
      const before = broker.configs[root];
      broker.configs[root] = { ...(isMembers(before) ? before : {}), ...(isMembers(value) ? value : {}) };
    }
    return ok(only(broker.configs, Object.keys(change)));
  },

  // JSON is HOCON, so what is answered can be loaded; text/plain unless only JSON is accepted.
  "GET /configs": (broker, { query: { key }, accept }) => {
    const configs = typeof key === "string" ? only(broker.configs, [key]) : broker.configs;
    if (!/text\/plain|\*\/\*/.test(accept)) return ok(configs);
    return { status: 200, body: JSON.stringify(configs, null, 2), contentType: "text/plain" };
  },

  // This stand-in reads only the part of HOCON that is JSON.
  "PUT /configs": (broker, { body, query: { mode = "merge" } }) => {
    let change: unknown;
    try {
      change = JSON.parse(String(body));
    } catch {
      return refuse(400, "UPDATE_FAILED", "syntax error in HOCON");
    }
    for (const [root, value] of Object.entries(change as Members)) {
      const before = broker.configs[root];
      broker.configs[root] =
        mode === "merge" && isMembers(before) && isMembers(value) ? { ...before, ...value } : value;
    }
    return ok();
  },
};
