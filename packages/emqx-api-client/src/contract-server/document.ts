import { readFileSync } from "node:fs";
import { Ajv, type ValidateFunction } from "ajv";
import { amend, type Members } from "../../openapi/amendments";

// EMQX's document, amended, as validators. Stricter than it is written in one way and looser in another: an object admits only
// the members it names (EMQX refuses unknown ones: "unknown_fields"), and "oneOf" means the first that fits, which is what EMQX's
// unions do; several of its alternatives overlap (authn.ldap and authn.ldap_deprecated), so that exactly one would never fit.

type Json = Members[string];
type Validator = (value: unknown) => string | undefined;

export type OperationContract = {
  readonly method: string;
  readonly template: string;
  readonly isAnonymous: boolean;
  /** Percent-decoded path parameters of a path that fits the template. */
  match(path: string): Readonly<Record<string, string>> | undefined;
  /** @returns what is wrong with the request. */
  readonly checkRequest: (request: {
    path: unknown;
    query: Record<string, unknown>;
    body: unknown;
  }) => string | undefined;
  /** @returns what is wrong with the reply. */
  readonly checkReply: (status: number, body: unknown) => string | undefined;
};

const isMembers = (value: Json | undefined): value is Members =>
  value !== null && typeof value === "object" && !Array.isArray(value);
const membersOf = (value: Json | undefined): Members => (isMembers(value) ? value : {});

function strict(value: Json): Json {
  if (Array.isArray(value)) return value.map(strict);
  if (!isMembers(value)) return value;
  const schema: Members = {};
  for (const [key, item] of Object.entries(value)) {
    if (key === "$ref" && typeof item === "string")
      return { $ref: item.replace(/^#\/components\/schemas\//, "emqx#/definitions/") };
    if (["default", "deprecated", "description", "example"].includes(key) && !isMembers(item)) continue;
    if (key === "default") continue;
    if (key === "properties") schema.properties = strictProperties(membersOf(item));
    else schema[key === "oneOf" ? "anyOf" : key] = key === "enum" ? item : strict(item);
  }
  if (schema.properties !== undefined && schema.additionalProperties === undefined) schema.additionalProperties = false;
  return schema;
}

const strictProperties = (properties: Members): Members =>
  Object.fromEntries(Object.entries(properties).map(([name, schema]) => [name, strict(schema)]));

/** RFC 3339, with any zone. */
const dateTime = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)$/;

function compilerFor(document: Members, coerceTypes: boolean): (schema: Json) => Validator {
  const ajv = new Ajv({ strict: true, strictTypes: false, allErrors: false, coerceTypes, allowUnionTypes: true });
  // EMQX's own mark on texts that may hold placeholders.
  ajv.addVocabulary(["is_template"]);
  ajv.addFormat("date-time", dateTime);
  ajv.addFormat("password", true);
  ajv.addSchema({ $id: "emqx", definitions: strictProperties(membersOf(membersOf(document.components).schemas)) });
  return (schema) => {
    // Compiled at its first use: a test needs a few of them.
    let validate: ValidateFunction | undefined;
    return (value) => {
      validate ??= ajv.compile(membersOf(strict(schema)));
      return validate(value) ? undefined : ajv.errorsText(validate.errors, { dataVar: "" });
    };
  };
}

const contentSchema = (holder: Json | undefined): Json | undefined => {
  const [media] = Object.values(membersOf(membersOf(holder).content)).reverse();
  return membersOf(media).schema;
};

function matcher(template: string): OperationContract["match"] {
  const names = [...template.matchAll(/\{(\w+)\}/g)].map(([, name]) => name ?? "");
  const pattern = new RegExp(`^${template.replace(/\{\w+\}/g, "([^/]+)")}$`);
  return (path) => {
    const found = pattern.exec(path);
    return found
      ? Object.fromEntries(names.map((name, index) => [name, decodeURIComponent(found[index + 1] ?? "")]))
      : undefined;
  };
}

type Compilers = { readonly exact: (schema: Json) => Validator; readonly coercing: (schema: Json) => Validator };

function contractOf(template: string, method: string, operation: Members, document: Members, compile: Compilers) {
  const shared = membersOf(membersOf(document.components).parameters);
  const parameters = (Array.isArray(operation.parameters) ? operation.parameters : []).map((parameter) => {
    const { $ref } = membersOf(parameter);
    return typeof $ref === "string" ? membersOf(shared[$ref.split("/").at(-1) ?? ""]) : membersOf(parameter);
  });
  const parametersIn = (place: string) =>
    compile.coercing({
      type: "object",
      properties: Object.fromEntries(
        parameters.filter((one) => one.in === place).map((one) => [String(one.name), one.schema ?? {}]),
      ),
    });
  const [path, query] = [parametersIn("path"), parametersIn("query")];
  const bodySchema = contentSchema(operation.requestBody);
  const body = bodySchema === undefined ? undefined : compile.exact(bodySchema);
  const replies = new Map(
    Object.entries(membersOf(operation.responses)).map(([status, response]) => {
      const schema = contentSchema(response);
      return [status, schema === undefined ? undefined : compile.exact(schema)] as const;
    }),
  );
  const contract: OperationContract = {
    method: method.toUpperCase(),
    template,
    isAnonymous: Array.isArray(operation.security) && operation.security.length === 0,
    match: matcher(template),
    checkRequest: (request) =>
      path(request.path) ??
      query(request.query) ??
      (body ? body(request.body) : request.body === undefined ? undefined : "no body is expected"),
    checkReply: (status, replied) => {
      if (!replies.has(String(status))) return `status ${status} is not among those of the document`;
      const check = replies.get(String(status));
      return check ? check(replied) : replied === undefined ? undefined : `status ${status} has no body`;
    },
  };
  return contract;
}

export type Contract = { readonly document: Members; readonly operations: readonly OperationContract[] };

function read(): Contract {
  const text = readFileSync(new URL("../../openapi/emqx-5.8.json", import.meta.url), "utf8");
  const document = amend(JSON.parse(text) as Members);
  const compile: Compilers = { exact: compilerFor(document, false), coercing: compilerFor(document, true) };
  const operations = Object.entries(membersOf(document.paths)).flatMap(([template, item]) =>
    Object.entries(membersOf(item)).map(([method, operation]) =>
      contractOf(template, method, membersOf(operation), document, compile),
    ),
  );
  // "/authorization/sources/order" before "/authorization/sources/{type}".
  const places = (template: string) => template.split("{").length;
  return { document, operations: operations.sort((a, b) => places(a.template) - places(b.template)) };
}

let loaded: Contract | undefined;

/** The document beside the package's sources. Read once: the validators of a listener take half a second to compile. */
export function loadDocument(): Contract {
  loaded ??= read();
  return loaded;
}
