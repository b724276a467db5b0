import { isObject, type Json, type JsonObject, objectAt } from "./prune";

// Where the document says something else than the broker does. Each amendment names the source of EMQX v5.8.9 it was read in.

type Amendment = { readonly why: string; readonly apply: (document: JsonObject) => JsonObject };

const error = (...codes: string[]): Json => ({
  description: "",
  content: {
    "application/json": {
      schema: {
        type: "object",
        properties: {
          code: codes.length > 0 ? { type: "string", enum: codes } : { type: "string" },
          message: { type: "string" },
        },
      },
    },
  },
});

const jsonOf = (schema: Json, description = ""): Json => ({ description, content: { "application/json": { schema } } });

/** A copy with the value at `path` replaced; what is on the way is made where it is missing. */
function set(document: JsonObject, path: readonly string[], value: Json): JsonObject {
  const [key, ...rest] = path;
  if (key === undefined) throw new Error("no path");
  const inside = document[key];
  return { ...document, [key]: rest.length === 0 ? value : set(isObject(inside) ? inside : {}, rest, value) };
}

/** Rebuilds the document from the leaves up. */
function everywhere(value: Json, change: (value: JsonObject) => JsonObject): Json {
  if (Array.isArray(value)) return value.map((item: Json) => everywhere(item, change));
  if (!isObject(value)) return value;
  return change(Object.fromEntries(Object.entries(value).map(([key, item]) => [key, everywhere(item, change)])));
}

const inEverySchema = (document: JsonObject, change: (value: JsonObject) => JsonObject): JsonObject => {
  const changed = everywhere(document, change);
  if (!isObject(changed)) throw new Error("not a document");
  return changed;
};

const METHODS = new Set(["get", "put", "post", "delete"]);

/** Adds answers to every operation. */
function inEveryOperation(document: JsonObject, responses: JsonObject): JsonObject {
  let amended = document;
  for (const [path, item] of Object.entries(objectAt(document, "paths")))
    for (const method of Object.keys(isObject(item) ? item : {}).filter((name) => METHODS.has(name)))
      amended = set(amended, ["paths", path, method, "responses"], {
        ...responses,
        ...objectAt(document, "paths", path, method, "responses"),
      });
  return amended;
}

const response = (path: string, method: string, status: number, value: Json) => (document: JsonObject) =>
  set(document, ["paths", path, method, "responses", String(status)], value);

const rules = "/authorization/sources/built_in_database/rules";
const ban = { $ref: "#/components/schemas/emqx_mgmt_api_banned.ban" };

const amendments: readonly Amendment[] = [
  {
    why: "a union takes the first member that fits (hocon_tconf), where oneOf would refuse what fits two: `infinity` is also a text",
    apply: (document) =>
      inEverySchema(document, ({ oneOf, ...rest }) =>
        Array.isArray(oneOf) ? { ...rest, anyOf: oneOf } : { ...rest, ...(oneOf === undefined ? {} : { oneOf }) },
      ),
  },
  {
    why: "`$name` is how a map of any names is written (hocon_schema_json)",
    apply: (document) =>
      inEverySchema(document, (value) => {
        const inside = isObject(value.properties) ? value.properties.$name : undefined;
        if (inside === undefined) return value;
        const { properties: _, ...rest } = value;
        return { ...rest, additionalProperties: inside };
      }),
  },
  {
    why: "`enable_authn` is true, false or a word, which no text is (emqx_schema)",
    apply: (document) =>
      inEverySchema(document, (value) => {
        const { type, ...rest } = value;
        const mixed = Array.isArray(value.enum) && value.enum.some((item: Json) => typeof item === "boolean");
        return mixed && type === "string" ? rest : value;
      }),
  },
  {
    why: "every call may be refused (emqx_dashboard:authorize/2, emqx_mgmt_auth:authorize/4) and may crash (minirest)",
    apply: (document) =>
      inEveryOperation(document, {
        "401": error("BAD_API_KEY_OR_SECRET", "AUTHORIZATION_HEADER_ERROR", "API_KEY_NOT_FOUND"),
        "403": error("UNAUTHORIZED_ROLE", "API_KEY_NOT_ALLOW"),
        "500": error(),
      }),
  },
  {
    why: "a call with a body or a query can be malformed (emqx_dashboard_swagger, check_schema)",
    apply: (document) => inEveryOperation(document, { "400": error() }),
  },
  {
    why: "the rules answer 404 while there is no built_in_database source (emqx_authz_api_mnesia:is_configured_authz_source/2)",
    apply: (document) =>
      Object.keys(objectAt(document, "paths"))
        .filter((path) => path.startsWith(rules))
        .flatMap((path) => Object.keys(objectAt(document, "paths", path)).map((method) => ({ path, method })))
        .reduce(
          (amended, { path, method }) => response(path, method, 404, error("NOT_FOUND", "BAD_REQUEST"))(amended),
          document,
        ),
  },
  {
    why: "clients that exist are refused like users that exist (emqx_authz_api_mnesia:clients/2)",
    apply: response(`${rules}/clients`, "post", 409, error("ALREADY_EXISTS")),
  },
  {
    why: "the answer is the ban, not a list (emqx_mgmt_api_banned:banned/2)",
    apply: response("/banned", "post", 200, jsonOf(ban)),
  },
  {
    why: "without `cache` no clause fits and the call crashes (emqx_authz_api_settings:settings/2)",
    apply: (document) =>
      set(
        document,
        ["paths", "/authorization/settings", "put", "requestBody", "content", "application/json", "schema", "required"],
        ["no_match", "deny_action", "cache"],
      ),
  },
  {
    why: "another listener's id in the body is its own error (emqx_mgmt_api_listeners:crud_listeners_by_id/2)",
    apply: response("/listeners/{id}", "put", 400, error("BAD_REQUEST", "BAD_LISTENER_ID")),
  },
  {
    why: "a listener that is not there cannot be started (emqx_mgmt_api_listeners:action_listeners_by_id/2)",
    apply: (document) =>
      ["start", "stop", "restart"].reduce(
        (amended, action) => response(`/listeners/{id}/${action}`, "post", 404, error("BAD_LISTENER_ID"))(amended),
        document,
      ),
  },
  {
    why: "a client has its attributes (emqx_mgmt_api_clients:format_channel_info/2)",
    apply: (document) =>
      set(document, ["components", "schemas", "emqx_mgmt_api_clients.client", "properties", "client_attrs"], {
        type: "object",
        additionalProperties: { type: "string" },
      }),
  },
  {
    why: "with `format=json` the status is an object (emqx_mgmt_api_status:do_get_status/2)",
    apply: (document) =>
      response(
        "/status",
        "get",
        200,
        jsonOf({
          type: "object",
          required: ["node_name", "rel_vsn", "broker_status", "app_status"],
          properties: Object.fromEntries(
            ["node_name", "rel_vsn", "broker_status", "app_status"].map((name) => [name, { type: "string" }]),
          ),
        }),
      )(document),
  },
];

/** The document as the broker keeps to it. */
export const amend = (document: JsonObject): JsonObject => ({
  ...amendments.reduce((amended, { apply }) => apply(amended), document),
  "x-amendments": amendments.map(({ why }) => why),
});
