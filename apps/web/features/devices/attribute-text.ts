type Json = string | number | boolean | null | Json[] | { [key: string]: Json };

const spell = (value: unknown): string => (typeof value === "string" ? value : JSON.stringify(value));

/** Wanted against said, by name; what only one side has is shown too. */
export function compareAttributes(desired: object, reported: object) {
  const [wants, says] = [desired as Record<string, unknown>, reported as Record<string, unknown>];
  return [...new Set([...Object.keys(wants), ...Object.keys(says)])].sort().map((name) => ({
    name,
    wanted: name in wants ? spell(wants[name]) : null,
    said: name in says ? spell(says[name]) : null,
    agrees: !(name in wants) || JSON.stringify(wants[name]) === JSON.stringify(says[name]),
  }));
}

/** A JSON object, or null where the text is none. */
export function parseAttributes(text: string): Record<string, Json> | null {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === "object" && value !== null && !Array.isArray(value)
      ? (value as Record<string, Json>)
      : null;
  } catch {
    return null;
  }
}
