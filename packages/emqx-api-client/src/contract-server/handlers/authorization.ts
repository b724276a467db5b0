import type { AuthorizationSettings } from "../../areas/authorization-settings";
import type { Source } from "../../areas/authorization-sources";
import { badRequest, type Handlers, noClause, noContent, ok, refuse } from "../answer";
import type { Broker } from "../broker";

/** Any change of sources empties every cache (emqx_authz.erl, post_config_update/5). */
const changed = (broker: Broker) => {
  broker.cacheDrains += 1;
  return noContent;
};

const filled = (source: Source): Source =>
  source.type === "built_in_database" ? { enable: true, max_rules: 100, ...source } : { enable: true, ...source };

export const authorizationHandlers: Handlers = {
  "GET /authorization/sources": (broker) => ok({ sources: broker.sources }),

  // Prepended; one of each type (emqx_authz.erl, check_dup_types/1): 400, not 409.
  "POST /authorization/sources": (broker, { body }) => {
    const source = body as Source;
    if (broker.sources.some(({ type }) => type === source.type))
      return badRequest(`{duplicated_authz_source_type,[${source.type}]}`);
    broker.sources.unshift(filled(source));
    return changed(broker);
  },

  "GET /authorization/sources/{type}": (broker, { path: { type = "" } }) => {
    const source = broker.sources.find((one) => one.type === type);
    return source ? ok(source) : refuse(404, "NOT_FOUND", `Not found: ${type}`);
  },

  "PUT /authorization/sources/{type}": (broker, { path: { type = "" }, body }) => {
    const source = body as Source;
    if (source.type !== type) return badRequest("Type mismatch");
    const index = broker.sources.findIndex((one) => one.type === type);
    if (index < 0) return refuse(404, "NOT_FOUND", `Not found: ${type}`);
    broker.sources[index] = filled(source);
    return changed(broker);
  },

  // An absent source is 400, not 404 (emqx_authz.erl throws {not_found_source, Type}).
  "DELETE /authorization/sources/{type}": (broker, { path: { type = "" } }) => {
    if (!broker.sources.some((one) => one.type === type)) return badRequest(`{not_found_source,<<"${type}">>}`);
    broker.sources = broker.sources.filter((one) => one.type !== type);
    if (type === "built_in_database") {
      broker.rules.users.clear();
      broker.rules.clients.clear();
      broker.rules.everyone = [];
    }
    return changed(broker);
  },

  "PUT /authorization/sources/order": (broker, { body }) => {
    const types = (body as { type: string }[]).map(({ type }) => type);
    const missing = types.filter((type) => !broker.sources.some((one) => one.type === type));
    const unplaced = broker.sources.filter((one) => !types.includes(one.type)).map(({ type }) => type);
    if (missing.length > 0) return badRequest(`Authorization sources: ${missing.join(", ")} are not found`);
    if (unplaced.length > 0)
      return badRequest(`No positions are specified for authorization sources: ${unplaced.join(", ")}`);
    broker.sources.sort((a, b) => types.indexOf(a.type) - types.indexOf(b.type));
    return changed(broker);
  },

  "GET /authorization/settings": (broker) => ok(broker.settings),

  // One clause, with all three members (emqx_authz_api_settings.erl).
  "PUT /authorization/settings": (broker, { body }) => {
    const settings = body as AuthorizationSettings;
    if (settings.cache === undefined) return noClause();
    broker.settings = settings;
    broker.cacheDrains += 1;
    return ok(settings);
  },

  "DELETE /authorization/cache": changed,
};
