import type { Probe } from "@outstation/db/probe";
import type { Canaries } from "../canaries";
import type { Surface, Tally } from "../tally";
import type { CatalogueTable } from "./catalogue";
import type { Holding, Owners } from "./holding";

/** What the attempts at the tables of one role work with. */
export type TableTrial = {
  readonly probe: Probe;
  readonly tally: Tally;
  readonly tables: readonly CatalogueTable[];
  /** As which role: part of what an attempt is called. */
  readonly role: string;
  readonly a: Owners;
  readonly b: Owners;
  readonly canaries: Canaries;
};

/** Everything that A holds, one way after the other, and all of it at once. */
export function heldBy({ tenant, person, bearer }: Owners): { readonly as: string; readonly held: Holding }[] {
  const [tenantId = "", accountId = "", tokenHash = ""] = [tenant[0], person[0], bearer[0]];
  return [
    { as: "nobody", held: {} },
    { as: "a tenant", held: { tenantId } },
    { as: "a person", held: { accountId } },
    { as: "a bearer", held: { tokenHash } },
    { as: "all three", held: { tenantId, accountId, tokenHash } },
  ];
}

export const all = (owners: Owners): Holding => heldBy(owners).at(-1)?.held ?? {};

/** Counts an attempt of a trial. */
export const counts =
  ({ tally, role }: Pick<TableTrial, "tally" | "role">, surface: Surface, where: string) =>
  (what: string, leak: string | null): void =>
    tally.attempt(surface, `${role}, ${where}: ${what}`, leak);
