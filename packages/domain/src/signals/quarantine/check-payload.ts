import { decodeTelemetry, type Telemetry, TelemetryError } from "@outstation/contracts/mqtt/telemetry";
import type { TenantTx } from "@outstation/db/tenant";
import { implausibleTime, POINTS_PER_DEVICE_MAX, type Problem } from "./plausible";

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

/** Judges a payload as the pipeline does; changes nothing. */
export async function checkPayload(
  tx: TenantTx,
  {
    senderKey,
    payload,
    receivedAt,
  }: { readonly senderKey: string; readonly payload: Uint8Array; readonly receivedAt: number },
): Promise<Verdict> {
  let telemetry: Telemetry;
  try {
    telemetry = decodeTelemetry(payload);
  } catch (reason) {
    if (!(reason instanceof TelemetryError)) throw reason;
    return { ok: false, code: reason.code, field: reason.field, message: reason.message };
  }
  const device = await findTarget(tx, senderKey, telemetry.child);
  if ("code" in device) return { ok: false, ...device };
  const wrong = implausibleTime(telemetry.readings, receivedAt);
  if (wrong !== null) return { ok: false, ...wrong };
  const newPoints = [...new Set(telemetry.readings.map(({ point }) => point))].filter(
    (name) => !device.points.has(name),
  );
  const points = device.points.size + newPoints.length;
  if (newPoints.length > 0 && points > POINTS_PER_DEVICE_MAX)
    return {
      ok: false,
      code: "device.too_many_points",
      field: "r",
      message: `${device.key} would have ${points} points; the limit is ${POINTS_PER_DEVICE_MAX}`,
    };
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

/** The device that a sender's message is about, or why it may not be. */
async function findTarget(
  tx: TenantTx,
  senderKey: string,
  child: string | null,
): Promise<{ readonly key: string; readonly points: ReadonlySet<string> } | Problem> {
  const find = (key: string) =>
    tx.rows.device.findUnique({
      where: { tenantId_key: { tenantId: tx.tenantId, key } },
      select: { id: true, key: true, gatewayId: true, points: { select: { name: true } } },
    });
  const unknown = (key: string, field: string): Problem => ({
    code: "device.unknown",
    field,
    message: `${key} is not on the register`,
  });
  const sender = await find(senderKey);
  if (sender === null) return unknown(senderKey, "topic");
  const device = child === null ? sender : await find(child);
  if (device === null) return unknown(child ?? senderKey, "d");
  if (device.id !== sender.id && device.gatewayId !== sender.id)
    return {
      code: "device.not_attached",
      field: "d",
      message: `${device.key} is not attached to ${sender.key}`,
    };
  return { key: device.key, points: new Set(device.points.map(({ name }) => name)) };
}
