import type { Database } from "@outstation/db/database";
import { type TenantTx, withTenant } from "@outstation/db/tenant";
import { fault } from "@outstation/kit/fault";
import type { Act } from "../../tenancy/audit";
import { saveDraftIn } from "./change-packages";
import { getGateway } from "./edge-packages.store";
import { readPoints, spellPoints } from "./points-csv";

type Named = { readonly key: string; readonly source: string };
type Body = {
  readonly sources?: readonly (Readonly<Record<string, unknown>> & { readonly points?: readonly object[] })[];
};

/**
 * The points of one source as CSV: of the draft where there is one, of the latest version otherwise.
 * @throws Fault `device.not_found`, `edge_package.no_gateway`, `edge_package.no_source`
 */
export const exportPoints = (db: Database, tenantId: string, named: Named): Promise<{ readonly csv: string }> =>
  withTenant(db, tenantId, async (tx) => {
    const { source } = await findSource(tx, named);
    return { csv: spellPoints((source.points ?? []) as Readonly<Record<string, unknown>>[]) };
  });

/**
 * Puts the points of a CSV file in the place of a source's, in the draft, which it begins where there is none. What is not in
 * the file is not read any more.
 * @throws Fault `device.not_found`, `edge_package.no_gateway`, `edge_package.no_source`, `edge_package.malformed_csv`
 */
export const importPoints = (
  db: Database,
  tenant: { readonly id: string; readonly slug: string },
  act: Act,
  { csv, ...named }: Named & { readonly csv: string },
  now: number,
): Promise<{ readonly points: number }> =>
  withTenant(db, tenant.id, async (tx) => {
    const { body, source } = await findSource(tx, named);
    const points = readPoints(String(source.driver), csv);
    const sources = (body.sources ?? []).map((each) => (each === source ? { ...each, points } : each));
    await saveDraftIn(tx, act, { key: named.key, body: { ...body, sources } }, now);
    return { points: points.length };
  });

async function findSource(tx: TenantTx, { key, source: id }: Named) {
  const { gateway, latest } = await getGateway(tx, key);
  const body = (gateway.edgeDraft?.body ?? latest.body) as Body;
  const source = body.sources?.find((each) => each.id === id);
  if (source === undefined) throw fault("edge_package.no_source", `The package of "${key}" has no source "${id}".`);
  return { body, source };
}
