import { downTopic } from "@outstation/contracts/mqtt/topics";
import type { Database } from "@outstation/db/database";
import { doOutboxEntry, type OutboxEntry } from "@outstation/db/outbox";
import type { TenantTx } from "@outstation/db/tenant";
import { backoffMs } from "@outstation/kit/backoff";
import type { BrokerAccess } from "../../ports";

export type AccessDesk = {
  readonly db: Database;
  readonly access: BrokerAccess;
  /** Signs the list of revocations if something is missing on it. */
  readonly refreshRevocationList: () => Promise<unknown>;
  readonly now: () => number;
};

/** A ban outlives the certificate by this much, for clocks that disagree; then the broker may forget it. */
const BAN_MARGIN_MS = 3_600_000;
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
  { access, refreshRevocationList }: AccessDesk,
  entry: OutboxEntry,
  tx: TenantTx,
  done: (step: string) => void,
): Promise<void> {
  switch (entry.kind) {
    case "certificate.revoked": {
      const { fingerprintMd5, clientId, notAfter } = entry.body;
      const until = new Date(notAfter + BAN_MARGIN_MS);
      await access.ban({ as: "certificate", fingerprintMd5, until, reason: "the certificate was revoked" });
      done("ban");
      await access.kick(clientId);
      done("kick");
      await refreshRevocationList();
      return done("list");
    }
    case "device.retired": {
      const { clientId, notAfter } = entry.body;
      await access.ban({
        as: "device",
        clientId,
        until: new Date(notAfter + BAN_MARGIN_MS),
        reason: "the device was retired",
      });
      done("ban");
      await access.kick(clientId);
      return done("kick");
    }
    case "device.restored":
      await access.unban({ as: "device", clientId: entry.body.clientId, until: new Date(0), reason: "" });
      return done("unban");
    case "tenant.suspended":
      await access.ban({ as: "tenant", slug: entry.body.slug, reason: "the tenant is suspended" });
      done("ban");
      await access.kickTenant(entry.body.slug);
      return done("kick");
    case "tenant.resumed":
      await access.unban({ as: "tenant", slug: entry.body.slug, reason: "" });
      return done("unban");
    case "attributes.desired":
      return sendDesired(access, entry.body, tx, done);
  }
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
