import type { Ban } from "../../ports";

/** A ban outlives the certificate by this much, for clocks that disagree; then the broker may forget it. */
export const BAN_MARGIN_MS = 3_600_000;

/** @param certificate.notAfter Unix milliseconds. */
export const certificateBan = ({ fingerprintMd5, notAfter }: { fingerprintMd5: string; notAfter: number }): Ban => ({
  as: "certificate",
  fingerprintMd5,
  until: new Date(notAfter + BAN_MARGIN_MS),
  reason: "the certificate was revoked",
});

/** @param device.notAfter the end of the last of its certificates, Unix milliseconds. */
export const deviceBan = ({ clientId, notAfter }: { clientId: string; notAfter: number }): Ban => ({
  as: "device",
  clientId,
  until: new Date(notAfter + BAN_MARGIN_MS),
  reason: "the device was retired",
});

export const tenantBan = (slug: string): Ban => ({ as: "tenant", slug, reason: "the tenant is suspended" });
