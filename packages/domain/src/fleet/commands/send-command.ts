import type { Database } from "@outstation/db/database";
import { appendOutbox } from "@outstation/db/outbox";
import { type TenantTx, withTenant } from "@outstation/db/tenant";
import { fault } from "@outstation/kit/fault";
import { newId } from "@outstation/kit/ids";
import { type Act, recordAudit } from "../../tenancy/audit";
import { type NewCommand, requireAllowed, requireWellFormed } from "./command";
import { listForbidding } from "./forbidding-sites";
import { isCommandState, nextState } from "./lifecycle";

/** What a device may have open at once: more is a mistake of whoever sends, and would reach the device as a flood. */
const OPEN_MAX = 50;

/**
 * Gives a device something to do, within its time or not at all. It is sent after the commit, and again until the device
 * answers; the answer moves its state.
 * @throws Fault `command.invalid`, `device.not_found`, `command.not_reachable`, `command.forbidden`, `command.too_many`
 */
export const sendCommand = async (
  db: Database,
  tenantId: string,
  act: Act,
  { now, ...command }: NewCommand & { readonly now: number },
): Promise<{ id: string }> => {
  requireWellFormed(command);
  return withTenant(db, tenantId, async (tx) => {
    const device = await getTarget(tx, command.deviceKey);
    requireAllowed(device.key, await listForbidding(tx, device.id));
    await requireRoom(tx, device);
    const id = newId();
    const { type, args } = command;
    const expiresAt = new Date(now + command.expiresInMs);
    await tx.rows.command.createMany({
      data: [
        {
          ...{ tenantId, id, deviceId: device.id, type, args: args as object, state: "queued", expiresAt },
          ...{ createdBy: act.actorName, createdAt: new Date(now), nextSendAt: new Date(now) },
        },
      ],
    });
    await appendOutbox(tx, "command.queued", { command: id });
    await recordAudit(tx, act, device.key, { after: { id, type, args, expiresAt: expiresAt.toISOString() } });
    return { id };
  });
};

/**
 * Takes a command back that its device has not acknowledged. The device is told, for it may have it already; should it have
 * carried it out by then, its answer says so and counts.
 * @throws Fault `command.not_found`, `command.begun`
 */
export const cancelCommand = (
  db: Database,
  tenantId: string,
  act: Act,
  { id, now }: { readonly id: string; readonly now: number },
): Promise<void> =>
  withTenant(db, tenantId, async (tx) => {
    const found = await tx.rows.$queryRaw<{ state: string; type: string; key: string }[]>`
      SELECT state, commands.type, key FROM commands JOIN devices ON devices.tenant_id = commands.tenant_id AND devices.id = device_id
      WHERE commands.tenant_id = ${tenantId}::uuid AND commands.id = ${id}::uuid FOR UPDATE OF commands`;
    const [command] = found;
    if (command === undefined || !isCommandState(command.state))
      throw fault("command.not_found", "There is no such command.");
    const next = nextState(command.state, "taken_back");
    if (next === null) throw fault("command.begun", `It cannot be taken back any more: it is ${command.state}.`);
    await tx.rows.command.updateMany({ where: { tenantId, id }, data: { state: next, endedAt: new Date(now) } });
    // What was never handed to the broker needs no taking back.
    if (command.state === "sent") await appendOutbox(tx, "command.cancelled", { command: id });
    await recordAudit(tx, act, command.key, {
      before: { state: command.state },
      after: { state: next, id, type: command.type },
    });
  });

async function getTarget(tx: TenantTx, key: string) {
  const device = await tx.rows.device.findUnique({
    where: { tenantId_key: { tenantId: tx.tenantId, key } },
    include: { gateway: { select: { key: true } } },
  });
  if (device === null || device.status === "retired") throw fault("device.not_found", `There is no device "${key}".`);
  if (device.gateway !== null)
    throw fault(
      "command.not_reachable",
      `"${key}" has no connection of its own. Send the command to its gateway, "${device.gateway.key}".`,
    );
  return device;
}

async function requireRoom(tx: TenantTx, { id: deviceId, key }: { readonly id: string; readonly key: string }) {
  const open = await tx.rows.command.count({
    where: { tenantId: tx.tenantId, deviceId, state: { in: ["queued", "sent", "acknowledged", "running"] } },
  });
  if (open >= OPEN_MAX)
    throw fault("command.too_many", `"${key}" has ${open} open commands. Wait for its answers, or take some back.`);
}
