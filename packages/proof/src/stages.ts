import { openProbe, type Probe } from "@outstation/db/probe";
import { createCanaries } from "./canaries";
import { checkFilled, isUnchanged, isUnforged, settle, waitForBlocks } from "./checks";
import { post } from "./devices/post";
import { tryDoors } from "./doors/try-doors";
import { tryLive } from "./live/try-live";
import { TOUCHED } from "./procedures/cases";
import { tryGatesOfProcedures } from "./procedures/try-gates";
import { ownAnswers, tryProcedures } from "./procedures/try-procedures";
import type { ProofDeps } from "./proof-deps";
import { tryRoutes } from "./routes/try-routes";
import { trySecrets, trySessions } from "./sessions/try-sessions";
import { listTables } from "./tables/catalogue";
import { tryConstraints } from "./tables/constraints";
import { tryFunctions } from "./tables/functions";
import { ownersOf } from "./tables/holding";
import { tryPooledSessions } from "./tables/pooled-sessions";
import { marksIn, takeSnapshot } from "./tables/snapshot";
import { tryTables } from "./tables/try-tables";
import { tryWaysOut } from "./tables/ways-out";
import type { Tally } from "./tally";
import { tryCertificates } from "./topics/try-certificates";
import { forgetRefusals, tryTopics } from "./topics/try-topics";
import type { LiveTrial, Trial } from "./trial";
import type { ProofDesk } from "./world/desk";
import { type Filled, fill, withSerial } from "./world/fill";
import { bringToLife, type Fleet } from "./world/live";
import { missingNames } from "./world/names";
import type { Cast, Party, Person } from "./world/parties";

export type Run = {
  readonly deps: ProofDeps;
  readonly tally: Tally;
  readonly proof: ProofDesk;
  readonly probe: Probe;
  readonly cast: Cast;
  /** Whoever ends the proof ends their connections. */
  readonly fleets: Fleet[];
};

type World = { readonly a: Filled; readonly b: Filled; readonly fleets: LiveTrial["fleets"] | null };

/** The proof's stages, in an order in which none spoils the next. */
export async function runStages(run: Run): Promise<void> {
  const { tally, proof, probe, cast } = run;
  const world = await fillBoth(run);
  const { a, b, fleets } = world;
  const snapshot = async ({ party, names }: Filled) =>
    takeSnapshot(probe, await listTables(probe), ownersOf(party, names));
  const theirs = () => snapshot(b);
  const trial = async (): Promise<Trial> => {
    const value = fleets === null ? [] : [String(fleets.b.value)];
    const marks = [b.party.mark, b.party.slug, ...value, ...marksIn(await snapshot(b), await snapshot(a))];
    return { proof, desk: proof.desk, tally, cast, a, b, canaries: createCanaries(marks) };
  };
  if (fleets !== null) {
    await tryDevices(
      run,
      async () => ({ ...(await trial()), fleets }),
      () => settle(theirs),
    );
    await waitForBlocks(tally, [theirs, () => snapshot(a)]);
  }
  const before = await settle(theirs);
  checkFilled(tally, before, await snapshot(a), fleets !== null);
  await trySilently(run, await trial(), fleets);
  isUnchanged(tally, before, await theirs());
  tally.phase("Sessions after a change, and what is named like another's");
  await trySessions(await trial());
  const then = await settle(theirs);
  await tryProcedures(await trial(), "changes of one's own");
  isUnchanged(tally, then, await theirs(), TOUCHED);
}

/** Fills both tenants, and looks whether the first can tell that the second has come. */
async function fillBoth(run: Run): Promise<World> {
  const { deps, tally, proof, cast } = run;
  const { desk } = proof;
  if (deps.desk.listMails !== null)
    tally.note(
      "This installation shows the mails it would send, links included, to whoever opens its page of mails: set SMTP_URL.",
    );
  tally.phase("The first tenant is filled");
  const [a, first] = await fillOne(run, cast.a, cast.operators.a);
  const alone = await ownAnswers({ desk, a });
  tally.phase("The second tenant is filled");
  const [b, second] = await fillOne(run, cast.b, cast.operators.b);
  for (const [path, text] of await ownAnswers({ desk, a })) {
    const apart = text === alone.get(path) ? null : `"${alone.get(path)}", then "${text}"`;
    tally.attempt("procedures", `${path}: before and after another tenant grew`, apart);
  }
  return { a, b, fleets: first && second ? { a: first, b: second } : null };
}

async function fillOne(run: Run, party: Party, operator: Person): Promise<[Filled, Fleet | null]> {
  const filled = await fill(run.proof, party, operator);
  const fleet = await tryToLive(run, filled);
  return [fleet === null ? filled : await withSerial(filled), fleet];
}

/** Live channels, topics and certificates: B's devices speak here, so its rows change with right. */
async function tryDevices(
  run: Run,
  live: () => Promise<LiveTrial>,
  settled: () => ReturnType<typeof settle>,
): Promise<void> {
  const { tally, deps, cast } = run;
  tally.phase("Live channels");
  await tryLive(await live());
  tally.phase("Topics and certificates");
  await settled();
  await tryTopics(await live());
  await tryCertificates(await live(), deps.authority);
  await forgetRefusals(await live());
  isUnforged(tally, await settled(), cast.a.mark);
}

/** Everything that leaves B as it is. */
async function trySilently({ deps, probe }: Run, trial: Trial, fleets: World["fleets"]): Promise<void> {
  const { tally, a, b, canaries } = trial;
  const owners = { a: ownersOf(a.party, a.names), b: ownersOf(b.party, b.names), canaries };
  tally.phase("Tables, as the role of the web apps");
  await tryTables({ probe, tally, role: "app", ...owners });
  await tryConstraints({ probe, tally });
  tally.phase("Functions of the database, and ways out of the role");
  await tryFunctions(
    { probe, tally, role: "app", ...owners },
    { own: a.names, missing: missingNames(), theirs: b.names },
  );
  await tryWaysOut({ probe, tally, role: "app", ...owners });
  tally.phase("Tables, as the other roles");
  await tryOtherRoles(deps, trial, owners);
  tally.phase("Sessions of the database's pools");
  await tryPooledSessions({ tally, urls: { app: deps.desk.db.url, platform: deps.desk.platformDb.url }, ...owners });
  tally.phase("Procedures");
  await tryGatesOfProcedures(trial);
  await tryProcedures(trial, "queries");
  await tryProcedures(trial, "changes of another's");
  tally.phase("Secrets, web routes and doors for devices");
  await trySecrets(trial);
  await tryRoutes(trial, deps.web);
  if (fleets !== null) await tryDoors({ ...trial, fleets });
}

/** The platform's own tables, which its role sees all of. */
const PLATFORMS = new Set(["public.tenants", "public.accounts", "public.members", "public.operators"]);
/** The shared workers carry every tenant's messages: that table is where. */
const WORKERS = new Set(["log.entries"]);

async function tryOtherRoles(
  { desk, ingestUrl }: ProofDeps,
  { tally }: Trial,
  owners: Pick<Parameters<typeof tryTables>[0], "a" | "b" | "canaries">,
): Promise<void> {
  const roles = [
    ["platform", desk.platformDb.url, PLATFORMS] as const,
    ...(ingestUrl === null ? [] : [["ingest", ingestUrl, WORKERS] as const]),
  ];
  if (ingestUrl === null)
    tally.note("The role of the ingest workers is tried in tests: this process does not have it.");
  for (const [role, url, except] of roles) {
    const probe = await openProbe({ url });
    try {
      await tryTables({ probe, tally, role, ...owners }, except);
      await tryWaysOut({ probe, tally, role, ...owners });
    } finally {
      await probe.close();
    }
  }
}

/** @returns null where no device can enrol from here. */
async function tryToLive({ tally, fleets }: Run, filled: Filled): Promise<Fleet | null> {
  const [claim] = filled.claims.values();
  const isThere = await knock(claim?.enrolmentUrl ?? "", claim?.rootCertificate ?? "");
  if (isThere !== null) {
    tally.note(
      `Devices could not enrol at ${claim?.enrolmentUrl} (${isThere}): topics, certificates, live channels and doors for devices were not tried.`,
    );
    return null;
  }
  const fleet = await bringToLife(filled);
  fleets.push(fleet);
  return fleet;
}

async function knock(url: string, ca: string): Promise<string | null> {
  return post(`${url}/v1/no-such`, {}, { ca }).then(
    () => null,
    (reason: Error) => reason.message,
  );
}
