import { toColumns } from "@outstation/contracts/mqtt/reading-columns";
import { decodeTelemetry, type Telemetry, TelemetryError } from "@outstation/contracts/mqtt/telemetry";
import type { TenantTx } from "@outstation/db/tenant";
import { limitsOf } from "../../tenancy/limits";
import { checkAgainstSchema, toTypeSchemas } from "../schemas";
import { implausibleTime, type Problem } from "../telemetry";

/** What the pipeline would say of a payload, if it came now as it came then. */
export type Verdict =
  | {
      readonly ok: true;
      /** Whose readings they are. */
      readonly deviceKey: string;
      readonly boot: number | null;
      readonly seq: number | null;
      readonly readings: number;
      /** Unix milliseconds, the earliest and the latest. */
      readonly measuredFrom: number;
      readonly measuredTo: number;
      /** Points the device has not had so far: they would be entered. */
      readonly newPoints: readonly string[];
    }
  | ({ readonly ok: false } & Problem);

export type Judged = { readonly senderKey: string; readonly payload: Uint8Array; readonly receivedAt: number };

/** Judges a payload by the pipeline's steps, in their order; changes nothing. A test holds the two together. */
export async function checkPayload(tx: TenantTx, { senderKey, payload, receivedAt }: Judged): Promise<Verdict> {
  const telemetry = decode(payload);
  if ("code" in telemetry) return { ok: false, ...telemetry };
  const device = await findTarget(tx, senderKey, telemetry.child);
  if ("code" in device) return { ok: false, ...device };
  const newPoints = [...new Set(telemetry.readings.map(({ point }) => point))].filter(
    (name) => !device.points.some((point) => point.name === name),
  );
  const problem =
    (await schemaProblem(tx, device, telemetry, receivedAt)) ??
    (await pointProblem(tx, device, newPoints.length)) ??
    implausibleTime(toColumns(telemetry.readings), receivedAt);
  if (problem !== null) return { ok: false, ...problem };
  const times = telemetry.readings.map(({ measuredAt }) => measuredAt);
  return {
    ok: true,
    deviceKey: device.key,
    boot: telemetry.sequence?.boot ?? null,
    seq: telemetry.sequence?.seq ?? null,
    readings: telemetry.readings.length,
    measuredFrom: times.reduce((least, at) => Math.min(least, at), Infinity),
    measuredTo: times.reduce((most, at) => Math.max(most, at), -Infinity),
    newPoints,
  };
}

function decode(payload: Uint8Array): Telemetry | Problem {
  try {
    return decodeTelemetry(payload);
  } catch (reason) {
    if (!(reason instanceof TelemetryError)) throw reason;
    return { code: reason.code, field: reason.field, message: reason.message };
  }
}

type Target = NonNullable<Awaited<ReturnType<typeof findDevice>>>;

const findDevice = (tx: TenantTx, key: string) =>
  tx.rows.device.findUnique({
    where: { tenantId_key: { tenantId: tx.tenantId, key } },
    select: { id: true, key: true, type: true, gatewayId: true, points: { select: { name: true } } },
  });

/** The device that a sender's message is about, or why it may not be. */
async function findTarget(tx: TenantTx, senderKey: string, child: string | null): Promise<Target | Problem> {
  const unknown = (key: string, field: string) => ({
    ...{ code: "device.unknown", field },
    message: `${key} is not on the register`,
  });
  const sender = await findDevice(tx, senderKey);
  if (sender === null) return unknown(senderKey, "topic");
  const device = child === null ? sender : await findDevice(tx, child);
  if (device === null) return unknown(child ?? senderKey, "d");
  if (device.id !== sender.id && device.gatewayId !== sender.id)
    return { code: "device.not_attached", field: "d", message: `${device.key} is not attached to ${sender.key}` };
  return device;
}

async function schemaProblem(
  { rows, tenantId }: TenantTx,
  device: Target,
  telemetry: Telemetry,
  receivedAt: number,
): Promise<Problem | null> {
  if (telemetry.schemaVersion === undefined) return null;
  const published = await rows.deviceSchema.findMany({
    where: { tenantId, deviceType: device.type, status: { in: ["published", "deprecated"] } },
  });
  const own = published.length === 0 ? null : toTypeSchemas(published);
  const asked = { tenantId, device, telemetry, receivedAt };
  return checkAgainstSchema(asked, { schemasOf: () => own, flag: () => undefined });
}

async function pointProblem({ rows, tenantId }: TenantTx, device: Target, added: number): Promise<Problem | null> {
  if (added === 0) return null;
  const limits = limitsOf(await rows.tenantLimits.findUnique({ where: { tenantId } }));
  const would = device.points.length + added;
  if (would > limits.pointsPerDevice)
    return {
      ...{ code: "device.too_many_points", field: "r" },
      message: `${device.key} would have ${would} points; the limit is ${limits.pointsPerDevice}`,
    };
  const ofTenant = (await rows.point.count({ where: { tenantId } })) + added;
  if (ofTenant <= limits.pointsPerTenant) return null;
  const { slug } = await rows.tenant.findUniqueOrThrow({ where: { id: tenantId }, select: { slug: true } });
  return {
    ...{ code: "tenant.too_many_points", field: "r" },
    message: `${slug} would have ${ofTenant} points with those of ${device.key}; the limit is ${limits.pointsPerTenant}`,
  };
}
