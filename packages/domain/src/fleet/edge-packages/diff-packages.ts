/** One difference between two packages. `before` and `after` are JSON, shortened; absent where there was or is nothing. */
export type PackageChange = {
  /** Such as `sources.line-3.points.temperature.nodeId`. */
  readonly where: string;
  readonly before?: string;
  readonly after?: string;
};

const SHOWN_MAX = 120;
const NEVER_SHOWN = new Set(["version", "tenant", "gateway"]);

/** What is different between two packages, sources and points found by their names and not by their places. Pure. */
export const diffPackages = (before: object, after: object): PackageChange[] =>
  diff(without(before), without(after), "");

const without = (body: object) => Object.fromEntries(Object.entries(body).filter(([key]) => !NEVER_SHOWN.has(key)));

function diff(before: unknown, after: unknown, where: string): PackageChange[] {
  if (before === undefined) return after === undefined ? [] : [{ where, after: show(after) }];
  if (after === undefined) return [{ where, before: show(before) }];
  const [a, b] = [fieldsOf(before), fieldsOf(after)];
  if (a === null || b === null)
    return JSON.stringify(before) === JSON.stringify(after)
      ? []
      : [{ where, before: show(before), after: show(after) }];
  return [...new Set([...a.keys(), ...b.keys()])].flatMap((key) =>
    diff(a.get(key), b.get(key), where === "" ? key : `${where}.${key}`),
  );
}

/** The parts of an object by key, or of a list by the names its items have; null for anything that is compared whole. */
function fieldsOf(value: unknown): Map<string, unknown> | null {
  if (typeof value !== "object" || value === null) return null;
  if (!Array.isArray(value)) return new Map(Object.entries(value));
  const named = value.map((item: unknown) => {
    const { id, name } = (item ?? {}) as { id?: unknown; name?: unknown };
    return [id ?? name, item] as const;
  });
  const names = named.flatMap(([name]) => (typeof name === "string" ? [name] : []));
  if (names.length < value.length || new Set(names).size < value.length) return null;
  return new Map(named.map(([name, item]) => [String(name), item]));
}

function show(value: unknown): string {
  const text = JSON.stringify(value);
  return text.length <= SHOWN_MAX ? text : `${text.slice(0, SHOWN_MAX - 1)}…`;
}
