import { downTopic } from "@outstation/contracts/mqtt/topics";
import type { Database } from "@outstation/db/database";
import { type TenantTx, withTenant } from "@outstation/db/tenant";
import { backoffMs } from "@outstation/kit/backoff";
import type { BrokerAccess } from "../../ports";
import { type CommandState, isCommandState, nextState } from "./lifecycle";

export type CommandDesk = { readonly access: Pick<BrokerAccess, "send">; readonly now: () => number };

/** Until the device answers. It is sent at once when the device comes back, so the pauses only cover what was lost on the way. */
const RETRY = { baseMs: 2000, maxMs: 60_000 };

/** Sends one command, or ends it where its time has come. For the outbox and for the commands that are due. */
export const deliverDue = (
  db: Database,
  desk: CommandDesk,
  due: { readonly tenantId: string; readonly id: string },
): Promise<string> => withTenant(db, due.tenantId, (tx) => deliverCommand(tx, desk, due.id));

type Row = {
  readonly tenant: string;
  readonly key: string;
  readonly type: string;
  readonly args: unknown;
  readonly state: CommandState;
  readonly attempts: number;
  readonly expiresAt: Date;
};

/** @returns what became of it, in a word. Done again it sends the same command again, which its device carries out once. */
export async function deliverCommand(tx: TenantTx, { access, now }: CommandDesk, id: string): Promise<string> {
  const command = await lockCommand(tx, id);
  if (command === null) return "gone";
  const at = now();
  const where = { tenantId: tx.tenantId, id };
  if (command.expiresAt.getTime() <= at) {
    const next = nextState(command.state, "timed_out");
    if (next !== null) await tx.rows.command.updateMany({ where, data: { state: next, endedAt: new Date(at) } });
    return next ?? command.state;
  }
  if (command.state !== "queued" && command.state !== "sent") return command.state;
  const taken = await access.send(
    downTopic({ tenant: command.tenant, device: command.key }, "cmd"),
    bytesOf(id, command),
    {
      correlation: id,
      expiryMs: command.expiresAt.getTime() - at,
    },
  );
  const attempts = command.attempts + 1;
  await tx.rows.command.updateMany({
    where,
    data: {
      attempts,
      nextSendAt: new Date(at + backoffMs(attempts, RETRY)),
      ...(taken ? { state: nextState(command.state, "delivered") ?? command.state, sentAt: new Date(at) } : {}),
    },
  });
  return taken ? "sent" : "away";
}

/** Tells a device what was taken back. One that is away is told when the command would reach it: it is not sent any more. */
export async function deliverCancel(tx: TenantTx, { access }: CommandDesk, id: string): Promise<string> {
  const command = await lockCommand(tx, id);
  if (command?.state !== "cancelled") return "gone";
  const payload = Buffer.from(JSON.stringify({ id, cancel: true }));
  const taken = await access.send(downTopic({ tenant: command.tenant, device: command.key }, "cmd"), payload, {
    correlation: id,
  });
  return taken ? "sent" : "away";
}

const bytesOf = (id: string, { type, args, expiresAt }: Row) =>
  Buffer.from(JSON.stringify({ id, type, args, expiresAt: expiresAt.getTime() }));

async function lockCommand(tx: TenantTx, id: string): Promise<Row | null> {
  const [row] = await tx.rows.$queryRaw<Row[]>`
    SELECT slug AS tenant, key, commands.type, args, state, attempts, expires_at AS "expiresAt"
    FROM commands JOIN devices ON devices.tenant_id = commands.tenant_id AND devices.id = device_id
      JOIN tenants ON tenants.id = commands.tenant_id
    WHERE commands.tenant_id = ${tx.tenantId}::uuid AND commands.id = ${id}::uuid FOR UPDATE OF commands`;
  return row !== undefined && isCommandState(row.state) ? row : null;
}
