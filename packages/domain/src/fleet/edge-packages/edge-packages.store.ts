import { canonicalJson } from "@outstation/contracts/edge/signed";
import { sha256OfBody } from "@outstation/contracts/edge/verify-signed";
import type { TenantTx } from "@outstation/db/tenant";
import { fault } from "@outstation/kit/fault";
import type { Surroundings } from "./check-package";
import type { Desired } from "./drift";

export type StoredPackage = {
  readonly version: number;
  readonly body: unknown;
  readonly sha256: string;
  readonly createdAt: Date;
};

export const sha256Of = (body: unknown): string => sha256OfBody(canonicalJson(body));

export const findLatest = (tx: TenantTx, deviceId: string) =>
  tx.rows.edgePackage.findFirst({ where: { tenantId: tx.tenantId, deviceId }, orderBy: { version: "desc" } });

export type Latest = NonNullable<Awaited<ReturnType<typeof findLatest>>>;

export const toDesired = ({ version, body, sha256, createdAt }: StoredPackage): Desired => ({
  version,
  at: createdAt.getTime(),
  // A row from before packages were signed carries the hash of another spelling.
  isSha256: (given) => given === sha256 || given === sha256Of(body),
});

/**
 * A gateway in service and its latest package. A device that is no gateway has none.
 * @throws Fault `device.not_found`, `edge_package.no_gateway`
 */
export async function getGateway(tx: TenantTx, key: string) {
  const gateway = await tx.rows.device.findUnique({
    where: { tenantId_key: { tenantId: tx.tenantId, key } },
    include: { presence: true, edgeDraft: true },
  });
  if (gateway === null || gateway.status === "retired") throw fault("device.not_found", `There is no device "${key}".`);
  const latest = await findLatest(tx, gateway.id);
  if (latest === null) throw fault("edge_package.no_gateway", `"${key}" is no gateway: it runs no edge package.`);
  return { gateway, latest };
}

/** What the register knows around a gateway, for checking its package. */
export async function readSurroundings(
  tx: TenantTx,
  tenant: string,
  gateway: { readonly id: string; readonly key: string },
): Promise<Surroundings> {
  const devices = await tx.rows.device.findMany({
    where: { tenantId: tx.tenantId, status: "active", OR: [{ gatewayId: gateway.id }, { id: gateway.id }] },
    select: { key: true, points: { select: { name: true, kind: true } } },
  });
  return {
    tenant,
    gateway: gateway.key,
    attached: new Set(devices.map(({ key }) => key)),
    kinds: new Map(devices.flatMap(({ key, points }) => points.map(({ name, kind }) => [`${key}/${name}`, kind]))),
  };
}
