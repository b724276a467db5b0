const sensitive = /pass(word|phrase)?$|secret|token|authorization|api_?key|keyfile|private/i;
/** Shorter values would blank out half of every sentence. */
const lengthMin = 4;
const lengthMax = 500;

/** The values of a request's body that must not be repeated, found by the names they stand under. */
export function secretsIn(value: unknown, isSecret = false): string[] {
  if (typeof value === "string") return isSecret && value.length >= lengthMin ? [value] : [];
  if (Array.isArray(value)) return value.flatMap((item) => secretsIn(item, isSecret));
  if (value === null || typeof value !== "object") return [];
  return Object.entries(value).flatMap(([key, item]) => secretsIn(item, isSecret || sensitive.test(key)));
}

/** EMQX repeats the configuration it rejects, keys and passwords included: what it says is cut and cleaned before it is kept. */
export function redact(said: string, secrets: readonly string[]): string {
  let text = said;
  for (const secret of secrets) {
    // As it is, and as it looks inside JSON or an Erlang term.
    for (const form of [secret, JSON.stringify(secret).slice(1, -1)]) text = text.replaceAll(form, "***");
  }
  return text.length > lengthMax ? `${text.slice(0, lengthMax)}…` : text;
}
