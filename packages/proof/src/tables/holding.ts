import type { Probe } from "@outstation/db/probe";
import { hashSecretToken } from "@outstation/kit/secret-token";
import type { Names } from "../world/names";
import type { Party } from "../world/parties";
import type { KnownTable } from "./known-tables";

/** What a session holds: the three settings by which the policies know whose rows there are. */
export type Holding = { readonly tenantId?: string; readonly accountId?: string; readonly tokenHash?: string };

export const SETTINGS = {
  tenantId: "app.tenant_id",
  accountId: "app.account_id",
  tokenHash: "app.token_hash",
} as const;

/** Holds exactly this, for the rest of the transaction. */
export async function hold(probe: Probe, held: Holding): Promise<void> {
  for (const [name, setting] of Object.entries(SETTINGS))
    await probe.query("SELECT set_config($1, $2, true)", [setting, held[name as keyof Holding] ?? ""]);
}

/** Whose rows of a table are a party's: the values of its holder's column. */
export type Owners = Readonly<Record<"tenant" | "person" | "bearer", readonly string[]>>;

export const ownersOf = (party: Party, names: Names): Owners => ({
  tenant: [party.tenantId],
  person: [party.owner.accountId, party.viewer.accountId, party.spare.accountId],
  bearer: [hashSecretToken(names.signUpToken)],
});

export const ownersIn = (owners: Owners, { holder }: KnownTable): readonly string[] =>
  holder === "tenant" || holder === "person" || holder === "bearer" ? owners[holder] : [];

/** Everything a party could hold, one after the other. */
export const holdingsOf = (owners: Owners): Holding[] =>
  owners.person.map((accountId) => ({
    tenantId: owners.tenant[0] ?? "",
    accountId,
    tokenHash: owners.bearer[0] ?? "",
  }));

/** Runs `work` in a transaction of which nothing stays. */
export async function undone<T>(probe: Probe, work: () => Promise<T>): Promise<T> {
  await probe.query("BEGIN");
  try {
    return await work();
  } finally {
    await probe.query("ROLLBACK");
  }
}
