/** Why a sign-in elsewhere failed: set by our own redirect, read once by the sign-in page. */
export const REFUSAL_COOKIE = "outstation-refusal";
export const REFUSAL_SECONDS = 60;

export type Refusal = { readonly code: string; readonly message: string };

/** What went wrong elsewhere, once. */
export function takeRefusal(): Refusal | null {
  const [, value] = new RegExp(`(?:^|; )${REFUSAL_COOKIE}=([^;]*)`).exec(document.cookie) ?? [];
  if (value === undefined) return null;
  // biome-ignore lint/suspicious/noDocumentCookie: the Cookie Store API is missing where a site is served without TLS
  document.cookie = `${REFUSAL_COOKIE}=; path=/sign-in; max-age=0; samesite=lax`;
  try {
    const { code, message } = JSON.parse(decodeURIComponent(value));
    return { code: String(code), message: String(message) };
  } catch {
    return null;
  }
}
