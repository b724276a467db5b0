import { randomBytes } from "node:crypto";
import { deviceKeyOf, partitionOf } from "@outstation/contracts/streams/streams";
import { withPlatform } from "@outstation/db/tenant";
import type { Database } from "@outstation/domain/ports";
import { hashPassword } from "@outstation/domain/tenancy/accounts";
import { viewMember } from "@outstation/domain/tenancy/members";
import { beginSession, type SessionRef } from "@outstation/domain/tenancy/sessions";
import { newId } from "@outstation/kit/ids";
import { newMark } from "./names";

export type Person = {
  readonly accountId: string;
  readonly email: string;
  readonly name: string;
  readonly session: SessionRef;
};

/** A synthetic tenant and its people. */
export type Party = {
  readonly mark: string;
  readonly tenantId: string;
  readonly slug: string;
  readonly name: string;
  readonly owner: Person;
  readonly viewer: Person;
  /** An administrator, for what would cost someone their session. */
  readonly spare: Person;
  /** With it the owner signs in; nobody is told. */
  readonly password: string;
};

export type Cast = {
  readonly a: Party;
  readonly b: Party;
  /** Suspended once the sessions of its people had begun. */
  readonly suspended: Party;
  /** People of the platform, of this proof only: each acts in one of the two. */
  readonly operators: { readonly a: Person; readonly b: Person };
};

/** A device of both tenants, under the same key. */
export const TWIN = "proof-twin";

/** Makes the tenants of a proof, by the platform's own hand. Their people have no way in but the sessions that begin here. */
export async function castParties(app: Database, platformDb: Database, now: number): Promise<Cast> {
  const a = newSlug("a");
  // In one partition of the streams: whoever reads the one's messages passes by the other's.
  let b = newSlug("b");
  while (partitionOf(deviceKeyOf(b, TWIN)) !== partitionOf(deviceKeyOf(a, TWIN))) b = newSlug("b");
  const desk = { app, platformDb, now };
  return {
    a: await makeParty(desk, "a", a),
    b: await makeParty(desk, "b", b),
    suspended: await makeSuspended(desk),
    operators: { a: await makeOperator(desk, "a"), b: await makeOperator(desk, "b") },
  };
}

type Making = { readonly app: Database; readonly platformDb: Database; readonly now: number };

const newSlug = (letter: string) => `proof-${letter}-${randomBytes(5).toString("hex")}`;

async function makeParty(desk: Making, letter: string, slug: string): Promise<Party> {
  const mark = newMark(letter);
  const tenant = { id: newId(), slug, name: `tenant-${mark}`, kind: "synthetic" };
  const password = randomBytes(24).toString("base64url");
  const passwordHash = await hashPassword(password);
  const people = {
    owner: newAccount("owner", mark),
    viewer: newAccount("viewer", mark),
    admin: newAccount("spare", mark),
  };
  await withPlatform(desk.platformDb, "the tenants of an isolation proof", async ({ rows }) => {
    await rows.tenant.create({ data: tenant });
    for (const [role, account] of Object.entries(people)) {
      await rows.account.create({ data: { ...account, passwordHash } });
      await rows.member.create({ data: { tenantId: tenant.id, accountId: account.id, role } });
    }
  });
  return {
    ...{ mark, tenantId: tenant.id, slug, name: tenant.name, password },
    owner: await begin(desk, people.owner),
    viewer: await begin(desk, people.viewer),
    spare: await begin(desk, people.admin),
  };
}

async function makeSuspended(desk: Making): Promise<Party> {
  const party = await makeParty(desk, "c", newSlug("c"));
  await viewMember(desk.app, party.owner.session, party.slug, desk.now);
  await withPlatform(desk.platformDb, "the suspended tenant of an isolation proof", ({ rows }) =>
    rows.tenant.update({
      where: { id: party.tenantId },
      data: { status: "suspended", statusReason: "isolation proof" },
    }),
  );
  return party;
}

async function makeOperator(desk: Making, letter: string): Promise<Person> {
  // Without a password: nobody signs in as this one.
  const account = newAccount("operator", newMark(`o${letter}`));
  await withPlatform(desk.platformDb, "the operators of an isolation proof", async ({ rows }) => {
    await rows.account.create({ data: { ...account, passwordHash: null } });
    await rows.operator.create({ data: { accountId: account.id, role: "operator" } });
  });
  return begin(desk, account);
}

const newAccount = (role: string, mark: string) => ({
  id: newId(),
  email: `${role}-${mark}@proof.invalid`,
  name: `${role} ${mark}`,
});

/** Someone signed in, now. */
export async function begin(
  { app, now }: Pick<Making, "app" | "now">,
  account: { readonly id: string; readonly email: string; readonly name: string },
): Promise<Person> {
  const session = await beginSession(
    app,
    { accountId: account.id, boundTenantId: null, userAgent: `proof ${account.name}`, provedAt: now },
    now,
  );
  return { accountId: account.id, email: account.email, name: account.name, session };
}
