import { withPlatform, withTenant } from "@outstation/db/tenant";
import { suspendTenant } from "@outstation/domain/tenancy/tenants";
import { callAs, type ProofDesk } from "./desk";
import type { Cast, Party } from "./parties";

const REASON = "Synthetic: made for an isolation proof, which has ended.";

/**
 * Retires what the proof's tenants have, suspends them and deletes their people. The rest stays, marked synthetic: no role of
 * the platform may delete an audit, a certificate or a reading.
 */
export async function cleanUp(proof: ProofDesk, cast: Cast): Promise<void> {
  for (const party of [cast.a, cast.b, cast.suspended]) await endTenant(proof, party);
  const people = [cast.a, cast.b, cast.suspended].flatMap(({ owner, viewer, spare }) => [owner, viewer, spare]);
  const ids = [...people, cast.operators.a, cast.operators.b].map(({ accountId }) => accountId);
  // Whoever accepted an invitation or a sign-up of the proof.
  const marks = [cast.a, cast.b, cast.suspended].map(({ mark }) => mark);
  await withPlatform(proof.desk.platformDb, "the end of an isolation proof", async ({ rows }) => {
    await rows.operator.deleteMany({ where: { accountId: { in: ids } } });
    await rows.account.deleteMany({
      where: { OR: [{ id: { in: ids } }, ...marks.map((mark) => ({ email: { contains: mark } }))] },
    });
  });
}

async function endTenant({ desk }: ProofDesk, { owner, slug, tenantId }: Party): Promise<void> {
  const call = callAs(desk, owner.session, slug);
  // The proof may have taken the owner's rights away, or have ended before there was a device.
  const keys = await call.devices.list().then(
    (devices) => devices.map(({ key }) => key),
    () => [],
  );
  if (keys.length > 0) await call.devices.retire({ keys });
  await withTenant(desk.db, tenantId, async ({ rows }) => {
    await rows.claim.deleteMany({ where: { tenantId } });
    await rows.providerIdentity.deleteMany({ where: { tenantId } });
    await rows.identityProvider.deleteMany({ where: { tenantId } });
  });
  const act = {
    actor: "platform:proof",
    actorName: "isolation proof",
    onBehalfOf: null,
    event: "tenant.suspended",
  } as const;
  await suspendTenant(desk.platformDb, act, tenantId, REASON);
}
