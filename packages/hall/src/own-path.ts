const SITE = "https://own.invalid";

/**
 * The path someone was heading for, if it is one of this site; its first page otherwise. Asked of the URL parser, because a
 * browser drops tabs and line breaks and turns backslashes before it looks for a host.
 */
export function ownPath(next: string | null): string {
  if (next === null || !next.startsWith("/") || !URL.canParse(next, SITE)) return "/";
  const { origin, pathname, search, hash } = new URL(next, SITE);
  return origin === SITE && !pathname.startsWith("//") ? `${pathname}${search}${hash}` : "/";
}
