// Where EMQX's OpenAPI document says something else than EMQX does. Each amendment names where the broker's own source
// says so (apps/… are folders of emqx/emqx); types are generated from the amended document, and the contract server
// validates against it.

type Json = null | boolean | number | string | Json[] | { [key: string]: Json };
export type Members = { [key: string]: Json };

const schemaOfFailure: Members = {
  type: "object",
  properties: { code: { type: "string" }, message: { type: "string" }, reason: { type: "string" } },
};
const schemaOfPublishFailure: Members = {
  type: "object",
  required: ["reason_code", "message"],
  properties: { reason_code: { type: "integer" }, message: { type: "string" } },
};

const json = (schema: Members, description: string): Members => ({
  description,
  content: { "application/json": { schema } },
});
const failure = (description: string): Members => json(schemaOfFailure, description);

/** The members at a place in the document; a place that is gone means the document changed under the amendment. */
function at(document: Members, ...steps: readonly string[]): Members {
  let place: Json | undefined = document;
  for (const step of steps) {
    if (place === null || typeof place !== "object" || Array.isArray(place)) break;
    place = place[step];
  }
  if (place === null || typeof place !== "object" || Array.isArray(place))
    throw new Error(`the document has no ${steps.join(" → ")}`);
  return place;
}

/** The document says "type: string" of an enumeration that holds true and false: no JSON boolean would be valid. */
function letAuthenticationBeBoolean(document: Members): void {
  for (const [name, schema] of Object.entries(at(document, "components", "schemas"))) {
    if (!name.startsWith("listeners.") || !JSON.stringify(schema).includes('"enable_authn"')) continue;
    delete at(document, "components", "schemas", name, "properties", "enable_authn").type;
  }
}

/**
 * A map is written as an object with one member named "$name", or as an object of which nothing is known (headers, user properties).
 * Types made of either would admit no member at all.
 */
function openMaps(value: Json): void {
  if (value === null || typeof value !== "object") return;
  if (Array.isArray(value)) {
    for (const item of value) openMaps(item);
    return;
  }
  const { properties } = value;
  if (value.type === "object" && (properties === undefined || (properties as Members).$name !== undefined)) {
    value.additionalProperties = (properties as Members | undefined)?.$name ?? true;
    delete value.properties;
  }
  for (const item of Object.values(value)) openMaps(item);
}

/** Says `{data: [ban]}`; answers the ban itself (emqx_mgmt_api_banned.erl, banned(post, …): `{200, format(Banned)}`). */
function answerTheBan(document: Members): void {
  const answer = at(document, "paths", "/banned", "post", "responses", "200", "content", "application/json");
  answer.schema = { $ref: "#/components/schemas/emqx_mgmt_api_banned.ban" };
}

/** `fields` lists client_attrs and the broker sends them; the schema of a client forgot them. */
function showAttributes(document: Members): void {
  const client = at(document, "components", "schemas", "emqx_mgmt_api_clients.client", "properties");
  client.client_attrs = { type: "object", additionalProperties: { type: "string" } };
}

/** A rejected message answers `{reason_code, message}` (emqx_mgmt_api_publish.erl, make_bad_req_reply/1), not `{code, message}`. */
function answerReasonCodes(document: Members): void {
  const schema: Members = {
    anyOf: [schemaOfPublishFailure, { $ref: "#/components/schemas/emqx_mgmt_api_publish.bad_request" }],
  };
  for (const path of ["/publish", "/publish/bulk"])
    at(document, "paths", path, "post", "responses")["400"] = json(
      schema,
      "The message, or one of them, is not valid.",
    );
}

/** In a batch of which some had no subscriber, the others answer `{id}` beside their `{reason_code}` neighbours. */
function answerMixedBatches(document: Members): void {
  const item: Members = {
    anyOf: [
      { $ref: "#/components/schemas/emqx_mgmt_api_publish.publish_ok" },
      { $ref: "#/components/schemas/emqx_mgmt_api_publish.publish_error" },
    ],
  };
  for (const status of ["202", "503"])
    at(document, "paths", "/publish/bulk", "post", "responses", status, "content", "application/json").schema = {
      type: "array",
      items: item,
    };
}

/** `?format=json` answers JSON; the document describes it in prose only (emqx_mgmt_api_status.erl). */
function answerStatus(document: Members): void {
  const properties = Object.fromEntries(
    ["rel_vsn", "node_name", "broker_status", "app_status"].map((name) => [name, { type: "string" }]),
  );
  for (const status of ["200", "503"])
    at(document, "paths", "/status", "get", "responses", status).content = {
      "application/json": { schema: { type: "object", properties } },
    };
}

/** Codes that a handler gives and its list of codes forgot. */
function answerForgottenCodes(document: Members): void {
  const forgotten = [
    // emqx_authz_api_mnesia.erl, clients(post, …): as for users.
    ["/authorization/sources/built_in_database/rules/clients", "post", "409"],
    // emqx_mgmt_api_listeners.erl, crud_listeners_by_id(put, …): BAD_LISTENER_ID when body and path differ.
    ["/listeners/{id}", "put", "400"],
    // emqx_authn_api.erl, serialize_error({not_found, …}).
    ["/authentication/{id}", "delete", "404"],
  ] as const;
  for (const [path, method, status] of forgotten)
    at(document, "paths", path, method, "responses")[status] = failure("Given by the handler, not listed.");
}

/** Answers that exist and are in no list: what the dashboard's front door, the source filter and a missing clause give. */
function addMissingAnswers(document: Members): void {
  for (const [path, item] of Object.entries(at(document, "paths"))) {
    for (const method of Object.keys(item as Members)) {
      const responses = at(document, "paths", path, method, "responses");
      if (path !== "/status") responses["401"] ??= failure("The API key or its secret is wrong.");
      responses["500"] ??= failure("A request that no clause of the broker expects.");
      responses["400"] ??= failure("The request does not fit its schema.");
      if (/built_in_database|^\/listeners\/\{id\}\/|^\/authorization\/sources\/\{type\}$/.test(path))
        responses["404"] ??= failure("The source, or the listener, is not there.");
    }
  }
}

const amendments = [
  openMaps,
  letAuthenticationBeBoolean,
  answerTheBan,
  showAttributes,
  answerReasonCodes,
  answerMixedBatches,
  answerStatus,
  answerForgottenCodes,
  addMissingAnswers,
];

/** The document as the broker behaves. Changes and returns what it is given. */
export function amend(document: Members): Members {
  for (const amendment of amendments) amendment(document);
  return document;
}
