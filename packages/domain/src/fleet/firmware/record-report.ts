import { FirmwareReport } from "@outstation/contracts/mqtt/firmware";
import { readRefusal } from "@outstation/contracts/mqtt/refusal-signature";
import type { Database } from "@outstation/db/database";
import { type TenantTx, withTenant } from "@outstation/db/tenant";
import { isUpdateState, nextUpdateState } from "./lifecycle";
import { countWave, offerPending, withdrawOpen } from "./rollout.store";
import { judgeWave } from "./waves";

export type ReceivedReport = {
  readonly tenantId: string;
  readonly tenant: string;
  readonly device: { readonly id: string; readonly key: string };
  readonly payload: Uint8Array;
  readonly receivedAt: number;
};

/** What was wrong with a message: for quarantine. */
export type ReportProblem = { readonly code: string; readonly field: string; readonly message: string };

/**
 * Takes down how far a device is with its update, and what follows for its rollout: the next wave, its end, or everything
 * taken back. What comes twice, late or out of order changes nothing.
 * @returns what is wrong with the message, or null.
 */
export function recordReport(db: Database, received: ReceivedReport): Promise<ReportProblem | null> {
  const report = parse(received.payload);
  if (report === null)
    return Promise.resolve({
      code: "firmware.malformed",
      field: "payload",
      message: "the payload is not a report of an update",
    });
  return withTenant(db, received.tenantId, (tx) => apply(tx, received, report));
}

async function apply(tx: TenantTx, received: ReceivedReport, report: FirmwareReport): Promise<ReportProblem | null> {
  const { tenantId } = tx;
  const rollout = await lockRollout(tx, received.device.id, report.id);
  const [update] = await tx.rows.$queryRaw<{ state: string; version: string }[]>`
    SELECT firmware_updates.state, version FROM firmware_updates
      JOIN firmware_rollouts ON firmware_rollouts.tenant_id = firmware_updates.tenant_id AND firmware_rollouts.id = rollout_id
      JOIN firmware_releases ON firmware_releases.tenant_id = firmware_updates.tenant_id AND firmware_releases.id = release_id
    WHERE firmware_updates.tenant_id = ${tenantId}::uuid AND firmware_updates.id = ${report.id}::uuid
      AND device_id = ${received.device.id}::uuid FOR UPDATE OF firmware_updates`;
  if (rollout === null || update === undefined || !isUpdateState(update.state))
    return { code: "firmware.unknown", field: "id", message: "this device was offered no such update" };
  // The new version itself must say so: what the old one says of it is not yet so.
  if (report.state === "succeeded" && report.running !== update.version)
    return { code: "firmware.other_version", field: "running", message: `${update.version} does not run on it` };
  const next = nextUpdateState(update.state, `device_${report.state}`);
  if (next === null && report.state !== update.state) return null;
  const problem = await checkRefusal(tx, received, report);
  if (problem !== null) return problem;
  const at = new Date(received.receivedAt);
  const { running, percent, opensAt, reason, refusal } = report;
  await tx.rows.firmwareUpdate.updateMany({
    where: { tenantId, id: report.id },
    data: {
      ...{ state: next ?? update.state, running, changedAt: at },
      ...(percent === undefined ? {} : { percent }),
      ...(opensAt === undefined ? {} : { opensAt: new Date(opensAt) }),
      ...(reason ? { reason } : {}),
      ...(refusal ? { refusal } : {}),
    },
  });
  if (next !== null) await follow(tx, rollout, at);
  return null;
}

type Rollout = {
  readonly id: string;
  readonly state: string;
  readonly wave: number;
  readonly waves: number;
  readonly successPercent: number;
  readonly abortPercent: number;
};

/** Reports of one rollout follow each other: two that came at once would both see the wave before the other. */
async function lockRollout(tx: TenantTx, deviceId: string, updateId: string): Promise<Rollout | null> {
  const [rollout] = await tx.rows.$queryRaw<Rollout[]>`
    SELECT id, state, wave, waves, success_percent AS "successPercent", abort_percent AS "abortPercent" FROM firmware_rollouts
    WHERE tenant_id = ${tx.tenantId}::uuid AND id = (SELECT rollout_id FROM firmware_updates
      WHERE tenant_id = ${tx.tenantId}::uuid AND id = ${updateId}::uuid AND device_id = ${deviceId}::uuid) FOR UPDATE`;
  return rollout ?? null;
}

/** A rollout that is paused is judged when it goes on: its next report, or its wave that is offered again. */
async function follow(tx: TenantTx, rollout: Rollout, at: Date): Promise<void> {
  if (rollout.state !== "running") return;
  const where = { tenantId: tx.tenantId, id: rollout.id };
  for (let { wave } = rollout; ; wave++) {
    const counts = await countWave(tx, rollout.id, wave);
    const verdict = judgeWave(counts, { ...rollout, isLast: wave === rollout.waves });
    if (verdict === "wait") return;
    if (verdict === "advance") {
      await tx.rows.firmwareRollout.updateMany({ where, data: { wave: wave + 1 } });
      await offerPending(tx, rollout.id, wave + 1);
      continue;
    }
    const ended =
      verdict === "complete"
        ? { state: "completed", endedBecause: "every device was reached" }
        : { state: "aborted", endedBecause: `wave ${wave}: ${counts.failed} failed, ${counts.succeeded} succeeded` };
    await tx.rows.firmwareRollout.updateMany({ where, data: { ...ended, endedAt: at } });
    if (verdict === "abort") await withdrawOpen(tx, rollout.id, at);
    return;
  }
}

async function checkRefusal(
  tx: TenantTx,
  { tenant, device }: ReceivedReport,
  { id, refusal }: FirmwareReport,
): Promise<ReportProblem | null> {
  if (refusal === undefined) return null;
  const certificates = await tx.rows.certificate.findMany({
    where: { tenantId: tx.tenantId, deviceId: device.id, status: "active" },
    select: { pem: true },
  });
  const said = readRefusal(
    refusal,
    certificates.map(({ pem }) => pem),
  );
  if (said !== null && said.id === id && said.device === device.key && said.tenant === tenant) return null;
  return {
    code: "refusal.signature_invalid",
    field: "refusal",
    message: "the refusal was not signed by this device, or is about something else",
  };
}

function parse(payload: Uint8Array): FirmwareReport | null {
  try {
    return FirmwareReport.safeParse(JSON.parse(Buffer.from(payload).toString("utf8"))).data ?? null;
  } catch {
    return null;
  }
}
