import type { EdgePackage, EdgeSource } from "@outstation/contracts/edge/package";
import type { TenantTx } from "@outstation/db/tenant";

/** Points may be silent for this many heartbeats before the silence is a gap. */
const HEARTBEATS_MISSED_MAX = 3;

/**
 * Enters the points of a package in the register, with their units and words, before the first reading comes; what is known
 * of a point already is brought up to date, but for its kind. Points that a package no longer has keep their history.
 */
export async function announcePoints(tx: TenantTx, { sources, reporting }: EdgePackage): Promise<void> {
  const keys = [...new Set(sources.map(({ device }) => device))];
  const devices = await tx.rows.device.findMany({
    where: { tenantId: tx.tenantId, key: { in: keys } },
    select: { id: true, key: true },
    orderBy: { id: "asc" },
  });
  for (const { id, key } of devices) {
    const points = sources.filter(({ device }) => device === key).flatMap((source) => [...source.points]);
    await announce(tx, id, points, reporting.heartbeatMs * HEARTBEATS_MISSED_MAX);
  }
}

type Declared = EdgeSource["points"][number];

async function announce(tx: TenantTx, deviceId: string, declared: readonly Declared[], silenceMsMax: number) {
  const { tenantId, rows } = tx;
  // As the pipeline does: of two who meet a device's new points at once, both would give one number.
  await rows.$executeRaw`SELECT pg_advisory_xact_lock(hashtextextended(${`points/${deviceId}`}, 0))`;
  const known = new Map((await rows.point.findMany({ where: { tenantId, deviceId } })).map((row) => [row.name, row]));
  const next = Math.max(0, ...[...known.values()].map(({ no }) => no)) + 1;
  const said = ({ description, unit, decimals }: Declared) => ({
    description: description ?? null,
    unit: unit ?? null,
    decimals: decimals ?? null,
    silenceMsMax,
  });
  await rows.point.createMany({
    data: declared
      .filter(({ name }) => !known.has(name))
      .map((point, index) => ({
        tenantId,
        deviceId,
        no: next + index,
        name: point.name,
        kind: point.kind,
        ...said(point),
      })),
  });
  for (const point of declared) {
    const row = known.get(point.name);
    const data = said(point);
    if (row === undefined || Object.entries(data).every(([field, value]) => row[field as keyof typeof data] === value))
      continue;
    await rows.point.updateMany({ where: { tenantId, deviceId, no: row.no }, data });
  }
}
