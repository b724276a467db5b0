/**
 * Who a certificate names. The common name is `<tenant>.<deviceKey>`, and nothing outside this grammar is ever issued:
 * a common name of `+` would become a wildcard grant in a broker that fills it into a topic template.
 */
export type DeviceIdentity = { readonly tenant: string; readonly device: string };

const TENANT_SLUG = /^(?=.{3,32}$)[a-z0-9]+(-[a-z0-9]+)*$/;
const DEVICE_KEY = /^[A-Za-z0-9_-]{1,48}$/;

/** True for 3 to 32 characters of lower-case letters and digits, with single hyphens inside. */
export const isTenantSlug = (value: string): boolean => TENANT_SLUG.test(value);

/** True for 1 to 48 letters, digits, `_` or `-`. */
export const isDeviceKey = (value: string): boolean => DEVICE_KEY.test(value);

/** The certificate's common name, which is also the MQTT client id. */
export const commonNameOf = (identity: DeviceIdentity): string => `${identity.tenant}.${identity.device}`;

/** The identity in a common name, or null where the name is outside the grammar. */
export function parseCommonName(commonName: string): DeviceIdentity | null {
  const dot = commonName.indexOf(".");
  const tenant = commonName.slice(0, dot);
  const device = commonName.slice(dot + 1);
  return dot > 0 && isTenantSlug(tenant) && isDeviceKey(device) ? { tenant, device } : null;
}
