/** The cookie in which a member of several tenants keeps the one they look at. It names, it does not grant. */
export const TENANT_COOKIE = "outstation-tenant";

/** Looks at another tenant, from its overview: nothing of the one before may stay on the screen. */
export function chooseTenant(slug: string): void {
  // biome-ignore lint/suspicious/noDocumentCookie: the Cookie Store API is missing where a site is served without TLS
  document.cookie = `${TENANT_COOKIE}=${slug}; path=/; samesite=lax`;
  location.assign("/");
}

/** Forgets the choice: whoever signs in next may be no member there. */
export function forgetTenant(): void {
  // biome-ignore lint/suspicious/noDocumentCookie: the Cookie Store API is missing where a site is served without TLS
  document.cookie = `${TENANT_COOKIE}=; path=/; max-age=0; samesite=lax`;
}
