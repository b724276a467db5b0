export type SchemaVersion = { readonly major: number; readonly minor: number };

/** `1.4`. */
export const spellVersion = ({ major, minor }: SchemaVersion): string => `${major}.${minor}`;

/** The inverse, or null for anything else. */
export function readVersion(text: string): SchemaVersion | null {
  const parts = /^(0|[1-9]\d{0,4})\.(0|[1-9]\d{0,4})$/.exec(text);
  return parts === null ? null : { major: Number(parts[1]), minor: Number(parts[2]) };
}

export const compareVersions = (a: SchemaVersion, b: SchemaVersion): number => a.major - b.major || a.minor - b.minor;
