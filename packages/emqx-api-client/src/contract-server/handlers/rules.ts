import type { Rule } from "../../areas/authorization-rules";
import {
  type Answer,
  type BrokerRequest,
  badRequest,
  type Handlers,
  noClause,
  noContent,
  ok,
  page,
  refuse,
} from "../answer";
import type { Broker } from "../broker";

type Subject = { readonly rules?: Rule[] } & { readonly [key in "username" | "clientid"]?: string };

/** A stored rule is answered with its defaults (emqx_authz_rule_raw.erl): what was put in is not what comes out. */
const filled = (rules: readonly Rule[]): Rule[] =>
  rules.map((rule) => ({ ...rule, qos: rule.qos ?? [0, 1, 2], retain: rule.retain ?? "all" }));

type Handler = Handlers[string];

/** Every endpoint here first asks whether the source is configured (emqx_authz_api_mnesia.erl, is_configured_authz_source/2). */
const configured =
  (handler: Handler): Handler =>
  (broker, request) =>
    broker.sources.some(({ type }) => type === "built_in_database")
      ? handler(broker, request)
      : refuse(404, "NOT_FOUND", "Not found: built_in_database");

const rulesMax = (broker: Broker): number => {
  const source = broker.sources.find(({ type }) => type === "built_in_database");
  return (source && "max_rules" in source ? source.max_rules : undefined) ?? 100;
};

const tooMany = (broker: Broker, rules: readonly Rule[]): boolean => rules.length > rulesMax(broker);
const refuseTooMany = (broker: Broker): Answer =>
  badRequest(`The rules length exceeds the maximum limit ${rulesMax(broker)}`);

type Kind = { readonly name: "username" | "clientid"; readonly table: "users" | "clients"; readonly title: string };

const list =
  ({ name, table }: Kind): Handler =>
  (broker, { query }) => {
    const like = query[`like_${name}`];
    const items = [...broker.rules[table]]
      .filter(([subject]) => typeof like !== "string" || subject.includes(like))
      .map(([subject, rules]) => ({ [name]: subject, rules }));
    return ok(page(items, query, like !== undefined));
  };

/** All or none: nothing is stored when one of them exists. */
const create =
  ({ name, table, title }: Kind): Handler =>
  (broker, { body }) => {
    const subjects = body as Subject[];
    if (subjects.some(({ rules }) => rules === undefined)) return noClause();
    if (subjects.some(({ rules = [] }) => tooMany(broker, rules))) return refuseTooMany(broker);
    const present = subjects.map((one) => one[name] ?? "").filter((subject) => broker.rules[table].has(subject));
    if (present.length > 0) return refuse(409, "ALREADY_EXISTS", `${title}s '${present.join(",")}' already exist`);
    for (const one of subjects) broker.rules[table].set(one[name] ?? "", filled(one.rules ?? []));
    return noContent;
  };

/** The only clause wants the same name in path and body, and rules: anything else is no 400 but a crash. */
const put =
  ({ name, table }: Kind): Handler =>
  (broker, { path, body }) => {
    const { [name]: subject, rules } = body as Subject;
    if (subject === undefined || subject !== path[name] || rules === undefined) return noClause();
    if (tooMany(broker, rules)) return refuseTooMany(broker);
    broker.rules[table].set(subject, filled(rules));
    return noContent;
  };

const subjectHandlers = (kind: Kind): Handlers => {
  const { name, table, title } = kind;
  const root = `/authorization/sources/built_in_database/rules/${table}`;
  const one = `${root}/{${name}}`;
  return {
    [`GET ${root}`]: configured(list(kind)),
    [`POST ${root}`]: configured(create(kind)),
    [`PUT ${one}`]: configured(put(kind)),
    [`GET ${one}`]: configured((broker, { path: { [name]: subject = "" } }: BrokerRequest) => {
      const rules = broker.rules[table].get(subject);
      return rules ? ok({ [name]: subject, rules }) : refuse(404, "NOT_FOUND", "Not Found");
    }),
    [`DELETE ${one}`]: configured((broker, { path: { [name]: subject = "" } }: BrokerRequest) =>
      broker.rules[table].delete(subject) ? noContent : refuse(404, "NOT_FOUND", `${title} Not Found`),
    ),
  };
};

const root = "/authorization/sources/built_in_database/rules";

export const ruleHandlers: Handlers = {
  ...subjectHandlers({ name: "username", table: "users", title: "Username" }),
  ...subjectHandlers({ name: "clientid", table: "clients", title: "ClientID" }),

  [`GET ${root}/all`]: configured((broker) => ok({ rules: broker.rules.everyone })),
  [`POST ${root}/all`]: configured((broker, { body }) => {
    const { rules } = body as Subject;
    if (rules === undefined) return noClause();
    if (tooMany(broker, rules)) return refuseTooMany(broker);
    broker.rules.everyone = filled(rules);
    return noContent;
  }),
  [`DELETE ${root}/all`]: configured((broker) => {
    broker.rules.everyone = [];
    return noContent;
  }),

  [`DELETE ${root}`]: configured((broker) => {
    const source = broker.sources.find(({ type }) => type === "built_in_database");
    if (source?.enable !== false) return badRequest("'built_in_database' type source must be disabled before purge.");
    broker.rules.users.clear();
    broker.rules.clients.clear();
    broker.rules.everyone = [];
    return noContent;
  }),
};
