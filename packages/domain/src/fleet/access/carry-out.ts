import { parseCommonName } from "@outstation/contracts/mqtt/identity";
import { downTopic } from "@outstation/contracts/mqtt/topics";
import type { Database } from "@outstation/db/database";
import { doOutboxEntry, type OutboxEntry } from "@outstation/db/outbox";
import type { TenantTx } from "@outstation/db/tenant";
import { backoffMs } from "@outstation/kit/backoff";
import type { BrokerAccess, DocumentSigner } from "../../ports";
import { deliverCancel, deliverCommand } from "../commands";
import { sendPackage } from "../edge-packages";
import { offerUpdate, sendWithdrawal } from "../firmware";
import { certificateBan, deviceBan, tenantBan } from "./bans";

export type AccessDesk = {
  readonly db: Database;
  readonly access: BrokerAccess;
  readonly documents: DocumentSigner;
  /** Signs the list of revocations if something is missing on it. */
  readonly refreshRevocationList: () => Promise<unknown>;
  readonly now: () => number;
};

const RETRY = { baseMs: 1000, maxMs: 5 * 60_000 };

/**
 * Does one entry of the outbox at the broker. Every step may be repeated, so a crash between two of them costs a repetition:
 * status (committed before) → ban → kick → list. The ban comes first: a device that is kicked comes back at once.
 * @returns what went wrong, or null; what failed is tried again later.
 */
export const carryOut = (desk: AccessDesk, due: { readonly tenantId: string; readonly id: string }): Promise<unknown> =>
  doOutboxEntry(
    desk.db,
    due,
    { now: desk.now, retryAt: (failures) => desk.now() + backoffMs(failures, RETRY) },
    (entry, tx, done) => apply(desk, entry, tx, done),
  );

async function apply(
  { access, documents, refreshRevocationList, now }: AccessDesk,
  entry: OutboxEntry,
  tx: TenantTx,
  done: (step: string) => void,
): Promise<void> {
  switch (entry.kind) {
    case "certificate.revoked":
      await access.ban(certificateBan(entry.body));
      done("ban");
      await access.kick(entry.body.clientId);
      done("kick");
      await refreshRevocationList();
      return done("list");
    case "device.retired":
    case "device.restored":
      return keepDevice(access, entry, tx, done);
    case "tenant.suspended":
    case "tenant.resumed":
      return keepTenant(access, entry.body.slug, tx, done);
    case "attributes.desired":
      return sendDesired(access, entry.body, tx, done);
    case "command.queued":
      return done(await deliverCommand(tx, { access, now }, entry.body.command));
    case "command.cancelled":
      return done(await deliverCancel(tx, { access, now }, entry.body.command));
    case "firmware.offered":
      return done(await offerUpdate(tx, { access, documents, now }, entry.body.update));
    case "firmware.withdrawn":
      return done(await sendWithdrawal(tx, { access }, entry.body.update));
    case "edge_package.published":
      return sendPackage({ access, documents }, entry.body, tx, done);
  }
}

// An entry that failed is tried again after those that came later. So an entry that can be taken back says only that something
// changed, and the register says what is so now.

async function keepDevice(
  access: BrokerAccess,
  { kind, body }: Extract<OutboxEntry, { kind: "device.retired" | "device.restored" }>,
  tx: TenantTx,
  done: (step: string) => void,
): Promise<void> {
  const { clientId } = body;
  const key = parseCommonName(clientId)?.device ?? "";
  const device = await tx.rows.device.findUnique({ where: { tenantId_key: { tenantId: tx.tenantId, key } } });
  if (device?.status !== "retired") {
    await access.unban(deviceBan({ clientId, notAfter: 0 }));
    return done("unban");
  }
  // Retired again since: that has an entry of its own.
  if (kind === "device.restored") return done("retired since");
  await access.ban(deviceBan(body));
  done("ban");
  await access.kick(clientId);
  done("kick");
}

async function keepTenant(
  access: BrokerAccess,
  slug: string,
  tx: TenantTx,
  done: (step: string) => void,
): Promise<void> {
  const tenant = await tx.rows.tenant.findUnique({ where: { id: tx.tenantId } });
  if (tenant?.status !== "suspended") {
    await access.unban(tenantBan(slug));
    return done("unban");
  }
  await access.ban(tenantBan(slug));
  done("ban");
  await access.kickTenant(slug);
  done("kick");
}

/** Sends a device what it should be like now. One that is away gets it when it connects. */
async function sendDesired(
  access: BrokerAccess,
  { tenant, device: key }: { readonly tenant: string; readonly device: string },
  tx: TenantTx,
  done: (step: string) => void,
): Promise<void> {
  const device = await tx.rows.device.findUnique({ where: { tenantId_key: { tenantId: tx.tenantId, key } } });
  if (device === null) return;
  const payload = Buffer.from(JSON.stringify({ attributes: device.desired }));
  const taken = await access.send(downTopic({ tenant, device: key }, "config"), payload);
  done(taken ? "sent" : "away");
}
