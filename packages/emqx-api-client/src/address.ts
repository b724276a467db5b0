import { EmqxApiError } from "./error";

export type QueryValue = string | number | boolean | readonly (string | number | boolean)[] | undefined;

const bad = (endpoint: string, detail: string) => new EmqxApiError({ code: "BAD_ARGUMENT", endpoint, detail });

/**
 * The API's root, ending in `/api/v5`.
 * @throws EmqxApiError `BAD_ARGUMENT` for anything but http or https, and for credentials inside the address: they would be logged.
 */
export function apiRoot(baseUrl: string): string {
  const endpoint = "base URL";
  if (!URL.canParse(baseUrl)) throw bad(endpoint, "is not a URL");
  const url = new URL(baseUrl);
  if (url.protocol !== "https:" && url.protocol !== "http:") throw bad(endpoint, "must be http or https");
  if (url.username !== "" || url.password !== "") throw bad(endpoint, "must not hold credentials");
  const path = url.pathname.replace(/\/+$/, "");
  return `${url.origin}${path.endsWith("/api/v5") ? path : `${path}/api/v5`}`;
}

/**
 * A path template with its parameters, each percent-encoded: client ids may hold `/`, `:`, `%` and spaces.
 * Refuses the empty string, with which `DELETE /clients/` would be another call, and `.` and `..`, which no encoding keeps from
 * being resolved away (WHATWG URL, "double-dot path segment" includes `%2e%2e`).
 */
export function expand(endpoint: string, template: string, parameters: Readonly<Record<string, string>>): string {
  return template.replace(/\{(\w+)\}/g, (_, name: string) => {
    const value = parameters[name];
    if (value === undefined || value === "" || value === "." || value === "..")
      throw bad(endpoint, `${name} must not be ${value === undefined ? "missing" : `"${value}"`}`);
    return encodeURIComponent(value);
  });
}

/** A query string with its question mark, or nothing. A list repeats its parameter: `username=a&username=b`. */
export function queryString(query: Readonly<Record<string, QueryValue>>): string {
  const pairs = new URLSearchParams();
  for (const [name, value] of Object.entries(query)) {
    if (value === undefined) continue;
    for (const one of typeof value === "object" ? value : [value]) pairs.append(name, String(one));
  }
  const text = pairs.toString();
  return text === "" ? "" : `?${text}`;
}
