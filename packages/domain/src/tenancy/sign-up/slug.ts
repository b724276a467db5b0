import { isTenantSlug } from "@outstation/contracts/mqtt/identity";
import type { Database } from "@outstation/db/database";
import { isSlugTaken } from "@outstation/db/directory";
import { fault } from "@outstation/kit/fault";
import { newId } from "@outstation/kit/ids";

const CHARACTERS_MAX = 32;
const FALLBACK = "company";
const NUMBERED_MAX = 9;
/** Words of our own addresses and topics, and those under which someone would speak in our name. */
const RESERVED = new Set([
  "admin",
  "api",
  "app",
  "auth",
  "billing",
  "callback",
  "mail",
  "oidc",
  "operator",
  "outstation",
  "platform",
  "portal",
  "root",
  "security",
  "status",
  "support",
  "system",
  "www",
]);
/** Letters that have no plain one inside them. */
const PLAIN: Readonly<Record<string, string>> = {
  ß: "ss",
  æ: "ae",
  œ: "oe",
  ø: "o",
  đ: "d",
  ð: "d",
  ł: "l",
  þ: "th",
  ı: "i",
};

const cut = (text: string, charactersMax: number) => text.slice(0, charactersMax).replace(/-+$/, "");

/** A short name made of a company's name, whether or not it is free. */
export function slugOf(name: string): string {
  const plain = name
    .toLowerCase()
    .replaceAll(/[ßæœøđðłþı]/g, (letter) => PLAIN[letter] ?? "")
    .normalize("NFKD")
    .replaceAll(/\p{M}/gu, "");
  const slug = cut(plain.replaceAll(/[^a-z0-9]+/g, "-").replace(/^-+/, ""), CHARACTERS_MAX);
  return isTenantSlug(slug) && !RESERVED.has(slug)
    ? slug
    : cut([slug, FALLBACK].filter(Boolean).join("-"), CHARACTERS_MAX);
}

/** A free short name made of a company's name: with a number where that is taken, and with random letters where those are. */
export async function suggestSlug(db: Database, name: string): Promise<string> {
  const slug = slugOf(name);
  const numbered = Array.from(
    { length: NUMBERED_MAX - 1 },
    (_, index) => `${cut(slug, CHARACTERS_MAX - 2)}-${index + 2}`,
  );
  for (const candidate of [slug, ...numbered]) if (!(await isSlugTaken(db, candidate))) return candidate;
  return `${cut(slug, CHARACTERS_MAX - 7)}-${newId().slice(-6)}`;
}

export const slugTaken = () => fault("tenant.slug_taken", "This short name is taken. Choose another.");

/** @throws Fault `tenant.malformed_slug`, `tenant.slug_taken` */
export async function requireFreeSlug(db: Database, slug: string): Promise<void> {
  if (!isTenantSlug(slug))
    throw fault(
      "tenant.malformed_slug",
      "A short name has 3 to 32 lower-case letters and digits, with single hyphens inside.",
    );
  if (RESERVED.has(slug) || (await isSlugTaken(db, slug))) throw slugTaken();
}
