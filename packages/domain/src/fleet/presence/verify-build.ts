import { verify, X509Certificate } from "node:crypto";
import { type BuildKind, BuildStatement, signedBuildText } from "@outstation/contracts/edge/build-statement";
import type { DeviceIdentity } from "@outstation/contracts/mqtt/identity";
import type { Database } from "@outstation/db/database";
import { withTenant } from "@outstation/db/tenant";

/** What a gateway says that it runs. `isSigned` is false where the signature is by no certificate of that gateway. */
export type GatewayBuild = {
  readonly kind: BuildKind;
  readonly sha256: string;
  readonly software: string;
  /** Unix milliseconds. */
  readonly statedAt: number;
  readonly isSigned: boolean;
};

/**
 * Holds a statement of a status against the gateway's certificates.
 * @param certificates PEM of those that the gateway may have signed with
 * @returns null where the status has no statement, as those of older gateways
 */
export function verifyBuild(
  status: unknown,
  gateway: DeviceIdentity,
  certificates: readonly string[],
): GatewayBuild | null {
  const { data } = BuildStatement.safeParse((status as { build?: unknown } | null)?.build);
  if (data === undefined) return null;
  const { signature, ...said } = data;
  const text = Buffer.from(signedBuildText(gateway, said));
  const bytes = Buffer.from(signature, "base64");
  const isSigned = certificates.some((pem) => verify("sha256", text, new X509Certificate(pem).publicKey, bytes));
  return { ...said, isSigned };
}

/**
 * The build of a gateway, as its last status states it.
 * @returns null where there is no such device, or it never stated one
 */
export async function getGatewayBuild(db: Database, tenantId: string, deviceKey: string): Promise<GatewayBuild | null> {
  const device = await withTenant(db, tenantId, (tx) =>
    tx.rows.device.findFirst({
      where: { tenantId, key: deviceKey },
      select: {
        key: true,
        tenant: { select: { slug: true } },
        presence: { select: { status: true } },
        // It signs with the key of the certificate that it has, which need not be the newest that it was given.
        certificates: { where: { status: "active" }, select: { pem: true } },
      },
    }),
  );
  if (device === null) return null;
  const gateway = { tenant: device.tenant.slug, device: device.key };
  return verifyBuild(
    device.presence?.status ?? null,
    gateway,
    device.certificates.map(({ pem }) => pem),
  );
}
