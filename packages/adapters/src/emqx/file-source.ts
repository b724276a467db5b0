/** A file of rules as EMQX has it: Erlang terms. Comments and what is quoted do not count. */
const termsOf = (rules: string): string[] =>
  rules
    .replace(/"(?:[^"\\]|\\.)*"|%[^\n]*/g, (part) => (part.startsWith('"') ? part.replace(/[%.]/g, "_") : ""))
    .split(/\.(?:\s|$)/)
    .map((term) => term.replace(/\s+/g, ""))
    .filter((term) => term !== "");

/**
 * Whether some rule of the file allows everybody everything, as the last one of EMQX's own does: then `no_match` never comes
 * to pass, and every client may read and write every tenant's topics.
 */
export const allowsEverything = (rules: string): boolean =>
  termsOf(rules).some(
    (term) => term === "{allow,all}" || /^\{allow,all,(all|subscribe|publish),\[.*"#".*\]\}$/.test(term),
  );
