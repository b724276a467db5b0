import type { Database } from "@outstation/db/database";
import { withTenant } from "@outstation/db/tenant";
import { fault } from "@outstation/kit/fault";
import type { CommandArgs } from "./command";

const LINES_MAX = 100;

/** One command as members see it. Times are Unix milliseconds. */
export type CommandLine = {
  readonly id: string;
  readonly type: string;
  readonly args: CommandArgs;
  readonly state: string;
  readonly createdBy: string;
  readonly createdAt: number;
  readonly expiresAt: number;
  readonly sentAt: number | null;
  readonly acknowledgedAt: number | null;
  readonly startedAt: number | null;
  readonly endedAt: number | null;
  readonly attempts: number;
  readonly result: CommandArgs | null;
  readonly reason: { readonly code: string; readonly message: string } | null;
  /** What the device signed when it refused: verified against its certificate when it came. */
  readonly refusal: { readonly body: string; readonly signature: string } | null;
};

/** A device's last commands, newest first. @throws Fault `device.not_found` */
export const listCommands = (db: Database, tenantId: string, deviceKey: string): Promise<CommandLine[]> =>
  withTenant(db, tenantId, async (tx) => {
    const device = await tx.rows.device.findUnique({ where: { tenantId_key: { tenantId, key: deviceKey } } });
    if (device === null) throw fault("device.not_found", `There is no device "${deviceKey}".`);
    const rows = await tx.rows.command.findMany({
      where: { tenantId, deviceId: device.id },
      orderBy: [{ createdAt: "desc" }, { id: "desc" }],
      take: LINES_MAX,
    });
    return rows.map(({ tenantId: _tenant, deviceId: _device, nextSendAt: _next, ...row }) => ({
      ...row,
      args: row.args as CommandArgs,
      createdAt: row.createdAt.getTime(),
      expiresAt: row.expiresAt.getTime(),
      sentAt: row.sentAt?.getTime() ?? null,
      acknowledgedAt: row.acknowledgedAt?.getTime() ?? null,
      startedAt: row.startedAt?.getTime() ?? null,
      endedAt: row.endedAt?.getTime() ?? null,
      result: row.result as CommandLine["result"],
      reason: row.reason as CommandLine["reason"],
      refusal: row.refusal as CommandLine["refusal"],
    }));
  });
