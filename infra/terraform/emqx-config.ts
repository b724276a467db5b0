import { readFileSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { emqxConfiguration } from "@outstation/adapters/emqx";
import { brokerRules, clientAttributes } from "@outstation/domain/fleet/access";

// `pnpm emqx:config`: what the broker's module reads, from the code that the reconciler runs.

export const EMQX_JSON = fileURLToPath(new URL("./modules/broker/emqx.json", import.meta.url));

/** Configuration as EMQX takes it from the environment: `EMQX_MQTT__PEER_CERT_AS_CLIENTID`; a list is one value, in JSON. */
function environmentOf(configuration: object, path: readonly string[] = ["EMQX"]): [string, string][] {
  return Object.entries(configuration).flatMap(([key, value]: [string, unknown]): [string, string][] => {
    const here = [...path, key.toUpperCase()];
    // An empty value is none, and none is the default.
    if (value === "") return [];
    const isSection = typeof value === "object" && value !== null && !Array.isArray(value);
    if (isSection) return environmentOf(value, here);
    // The first level is joined by one underscore, every other by two.
    const [prefix = "", ...names] = here;
    return [[`${prefix}_${names.join("__")}`, typeof value === "string" ? value : JSON.stringify(value)]];
  });
}

/** The file's whole text. */
export function emqxJson(): string {
  const configuration = emqxConfiguration({ attributes: clientAttributes() });
  const environment = Object.fromEntries(environmentOf(configuration));
  return `${JSON.stringify({ configuration, environment, rules: brokerRules() }, null, 2)}\n`;
}

/** @returns whether the committed file says what the code says. */
export const isCurrent = (): boolean => readFileSync(EMQX_JSON, "utf8") === emqxJson();

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  writeFileSync(EMQX_JSON, emqxJson());
  console.log(`wrote ${EMQX_JSON}`);
}
