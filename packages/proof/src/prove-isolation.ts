import type { IsolationReport } from "@outstation/api/isolation-proof";
import { openDatabase } from "@outstation/db/database";
import { openProbe } from "@outstation/db/probe";
import { newId } from "@outstation/kit/ids";
import type { ProofDeps } from "./proof-deps";
import { runStages } from "./stages";
import { type Counts, createTally } from "./tally";
import { cleanUp } from "./world/clean-up";
import { openProofDesk } from "./world/desk";
import type { Fleet } from "./world/live";
import { type Cast, castParties } from "./world/parties";

const CONNECTIONS = 4;

/**
 * Proves that two tenants do not meet: makes two, fills them, and tries as the one everything that could reach the other, at
 * every surface there is. What it made is suspended at its end.
 */
export async function proveIsolation(deps: ProofDeps, onProgress: (counts: Counts) => void): Promise<IsolationReport> {
  const startedAt = Date.now();
  const tally = createTally(onProgress);
  const app = await openDatabase(deps.desk.db.url, CONNECTIONS);
  const platform = await openDatabase(deps.desk.platformDb.url, 2);
  const probe = await openProbe(app);
  const proof = openProofDesk(deps.desk, app, platform);
  const fleets: Fleet[] = [];
  let cast: Cast | undefined;
  let failure: string | null = null;
  try {
    tally.phase("Two synthetic tenants are made");
    cast = await castParties(app, platform, proof.desk.clock.now());
    await runStages({ deps, tally, proof, probe, cast, fleets });
  } catch (reason) {
    failure = reason instanceof Error ? reason.message : String(reason);
    deps.desk.onError(reason, "isolation proof");
  }
  for (const { link } of fleets) link.end();
  if (cast !== undefined) {
    tally.phase("What was made is suspended");
    await cleanUp(proof, cast).catch((reason: unknown) =>
      tally.note(`The synthetic tenants were not cleaned up: ${reason}`),
    );
  }
  for (const error of proof.errors) tally.note(`An error of the platform's own: ${error}`);
  await Promise.all([probe.close(), app.close(), platform.close()]);
  return {
    ...{ id: newId(), startedAt, startedBy: deps.startedBy, seconds: (Date.now() - startedAt) / 1000 },
    ...tally.result(),
    tenants: cast === undefined ? [] : [cast.a.slug, cast.b.slug, cast.suspended.slug],
    failure,
  };
}
