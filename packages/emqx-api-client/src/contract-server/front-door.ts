import { timingSafeEqual } from "node:crypto";
import { type Answer, type BrokerRequest, badRequest, type Handlers, refuse } from "./answer";
import type { Broker } from "./broker";
import type { Contract, OperationContract } from "./document";
import { authenticationHandlers } from "./handlers/authentication";
import { authorizationHandlers } from "./handlers/authorization";
import { bannedHandlers } from "./handlers/banned";
import { clientHandlers } from "./handlers/clients";
import { configHandlers } from "./handlers/configs";
import { listenerHandlers } from "./handlers/listeners";
import { observationHandlers } from "./handlers/observation";
import { publishingHandlers } from "./handlers/publishing";
import { ruleHandlers } from "./handlers/rules";

/** A request as HTTP brings it; `path` is below `/api/v5` and still encoded. */
export type Arrival = {
  readonly method: string;
  readonly path: string;
  readonly query: URLSearchParams;
  readonly authorization: string | undefined;
  readonly accept: string;
  readonly body: unknown;
};

export type Outcome = { readonly answer: Answer; readonly breach?: string };

const isSame = (a: string, b: string): boolean =>
  a.length === b.length && timingSafeEqual(Buffer.from(a), Buffer.from(b));

/** Repeated parameters become lists; `fields` is the one list that comes with commas. */
function queryOf(query: URLSearchParams): Record<string, unknown> {
  const names = [...new Set(query.keys())];
  return Object.fromEntries(
    names.map((name) => {
      const values = query.getAll(name);
      if (name === "fields") return [name, values.length === 1 ? values[0]?.split(",") : values];
      return [name, values.length > 1 || name === "username" || name === "clientid" ? values : values[0]];
    }),
  );
}

/** `/banned` takes one clientid, `/clients` a list of them: the document tells which, by what it accepts. */
function fitting(
  operation: OperationContract,
  path: unknown,
  arrival: Arrival,
): { query: Record<string, unknown>; problem: string | undefined } {
  const listed = queryOf(arrival.query);
  const single = Object.fromEntries(
    Object.entries(listed).map(([name, value]) => [
      name,
      name !== "fields" && Array.isArray(value) && value.length === 1 ? value[0] : value,
    ]),
  );
  const problem = operation.checkRequest({ path, query: listed, body: arrival.body });
  if (problem === undefined) return { query: listed, problem };
  return { query: single, problem: operation.checkRequest({ path, query: single, body: arrival.body }) };
}

/** What stands between HTTP and the handlers: credentials, the document on the way in, and the document on the way out. */
export function openFrontDoor(broker: Broker, expected: string, contract: Contract) {
  const handlers: Handlers = {
    ...authenticationHandlers,
    ...authorizationHandlers,
    ...bannedHandlers,
    ...clientHandlers,
    ...configHandlers,
    ...listenerHandlers,
    ...observationHandlers(contract.document),
    ...publishingHandlers,
    ...ruleHandlers,
  };

  return (arrival: Arrival): Outcome => {
    const here = contract.operations.flatMap((operation) => {
      const path = operation.match(arrival.path);
      return path ? [{ operation, path }] : [];
    });
    const template = here[0]?.operation.template;
    const route = here.find(({ operation }) => operation.template === template && operation.method === arrival.method);
    if (here.length === 0) return { answer: refuse(404, "NOT_FOUND", "Request Path Not Found") };
    if (!route) return { answer: refuse(405, "METHOD_NOT_ALLOWED", `${arrival.method} is not allowed`) };
    const { operation, path } = route;
    const endpoint = `${operation.method} ${operation.template}`;
    if (!operation.isAnonymous && !isSame(arrival.authorization ?? "", expected))
      return { answer: refuse(401, "BAD_API_KEY_OR_SECRET", "Check api_key/api_secret") };
    const { query, problem } = fitting(operation, path, arrival);
    if (problem !== undefined) return { answer: badRequest(problem) };
    const handler = handlers[endpoint];
    if (!handler)
      return { answer: refuse(500, "INTERNAL_ERROR", "not stood in for"), breach: `${endpoint}: no handler` };
    const request: BrokerRequest = { path, query, body: arrival.body, accept: arrival.accept };
    const answer = handler(broker, request);
    const wrong = answer.contentType === "text/plain" ? undefined : operation.checkReply(answer.status, answer.body);
    if (wrong === undefined) return { answer };
    const breach = `${endpoint} ${answer.status}: ${wrong}`;
    return { answer: refuse(500, "CONTRACT_BREACH", breach), breach };
  };
}
