import { AUDIT_EVENTS } from "@outstation/contracts/access/audit-events";
import { withPlatform, withTenant } from "@outstation/db/tenant";
import { newId } from "@outstation/kit/ids";
import type { Case, Doer, Own } from "@outstation/proof/procedures/case";
import { CASES } from "@outstation/proof/procedures/cases";
import { type KnownProcedure, listProcedures } from "@outstation/proof/procedures/paths";
import { type Caller, callAs, openProofDesk, type ProofDesk, procedureOf } from "@outstation/proof/world/desk";
import { type Filled, fill, withSerial } from "@outstation/proof/world/fill";
import { bringToLife } from "@outstation/proof/world/live";
import { begin, type Cast, castParties } from "@outstation/proof/world/parties";
import { Secret, TOTP } from "otpauth";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type Installation, startInstallation } from "./installation";

// Promise: nothing changes without being written down. Every change declares its event, or why it writes none; and writes it.

const changes = listProcedures().filter(({ type }) => type === "mutation");
const eventOf = ({ meta }: KnownProcedure) =>
  meta.audit !== undefined && "event" in meta.audit ? meta.audit.event : null;
const audited = changes.filter((procedure) => eventOf(procedure) !== null);

test.each(changes)("$path declares the event it writes, or why it writes none", ({ meta }) => {
  expect(meta.audit).toBeDefined();
  if (meta.audit && "event" in meta.audit) expect(Object.keys(AUDIT_EVENTS)).toContain(meta.audit.event);
  else expect(meta.audit?.none.length).toBeGreaterThan(10);
});

test("nothing but a change declares an event", () => {
  expect(listProcedures().filter(({ type, meta }) => type !== "mutation" && meta.audit !== undefined)).toEqual([]);
});

let installation: Installation;
let proof: ProofDesk;
let cast: Cast;
let own: Filled;
let stranger: Cast["a"]["owner"];
let grantId: string;
beforeAll(async () => {
  installation = await startInstallation();
  const { desk } = installation;
  proof = openProofDesk(desk, desk.db, desk.platformDb);
  const now = proof.desk.clock.now();
  cast = await castParties(desk.db, desk.platformDb, now);
  const empty = await fill(proof, cast.a, cast.operators.a);
  const { link } = await bringToLife(empty);
  link.end();
  own = await withSerial(empty);
  stranger = await makeStranger(now);
  grantId = (
    await callAs(proof.desk, cast.operators.a.session).operator.startActAs({
      ...{ tenantId: own.names.tenantId, role: "viewer", reason: "A second grant for the test", minutes: 5 },
    })
  ).grantId;
});
afterAll(() => installation?.stop());

async function makeStranger(now: number) {
  const account = { id: newId(), email: `stranger-${newId()}@proof.invalid`, name: "Stranger" };
  await withPlatform(proof.desk.platformDb, "a stranger for the test", ({ rows }) =>
    rows.account.create({ data: { ...account, passwordHash: null } }),
  );
  return begin({ app: proof.desk.db, now }, account);
}

/** A session of its own each time: what is tried may end it. */
async function callerOf(doer: Doer): Promise<Caller> {
  if (doer === "guest") return callAs(proof.desk, null);
  const people = { owner: cast.a.owner, spare: cast.a.spare, operator: cast.operators.a, stranger };
  const { accountId: id, email, name } = people[doer];
  const { session } = await begin({ app: proof.desk.db, now: proof.desk.clock.now() }, { id, email, name });
  return callAs(proof.desk, session, own.names.slug);
}

/** How many events each tenant has, and the names of the last. */
async function eventsByTenant(): Promise<Map<string, string[]>> {
  const { db, platformDb } = proof.desk;
  const tenants = await withPlatform(platformDb, "the tenants of the test", ({ rows }) => rows.tenant.findMany());
  const read = async (tenantId: string) =>
    (await withTenant(db, tenantId, ({ rows }) => rows.auditEvent.findMany({ orderBy: { seq: "asc" } }))).map(
      ({ event }) => event,
    );
  return new Map(await Promise.all(tenants.map(async ({ id }) => [id, await read(id)] as const)));
}

const caseOf = (path: string) => (CASES as unknown as Readonly<Record<string, Case<unknown>>>)[path];

test("every audited change writes its own event where it happens, once, and no other", async () => {
  const written: Record<string, string[]> = {};
  const wanted: Record<string, string[]> = {};
  for (const procedure of audited) {
    const { path } = procedure;
    const happy = caseOf(path)?.happy;
    if (happy === undefined) throw new Error(`${path} has no happy path`);
    const as = await callerOf(happy.as);
    const asked: Own = {
      ...{ own, as, stranger, grantId, guest: callAs(proof.desk, null), token: proof.token, fresh: newId().slice(-8) },
      code: (secret) => new TOTP({ secret: Secret.fromBase32(secret) }).generate({ timestamp: proof.desk.clock.now() }),
    };
    const input = await happy.input(asked);
    const before = await eventsByTenant();
    await procedureOf(as, path)(input);
    const after = await eventsByTenant();
    const news = [...after]
      .map(([id, events]) => events.slice(before.get(id)?.length ?? 0))
      .filter(({ length }) => length > 0);
    // What a person does to their account is written for each tenant that they are a member of.
    written[path] = [...new Set(news.map((events) => [...new Set(events)].sort().join(" + ")))];
    wanted[path] = [[eventOf(procedure) as string, ...(happy.also ?? [])].sort().join(" + ")];
    if (!happy.also)
      for (const events of news) expect({ path, events }).toEqual({ path, events: [eventOf(procedure)] });
  }
  expect(written).toEqual(wanted);
  expect(Object.keys(written).length).toBeGreaterThan(30);
});
