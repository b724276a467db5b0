import type { Desk } from "@outstation/api/context";
import type { IsolationReport } from "@outstation/api/isolation-proof";
import { openDatabase } from "@outstation/db/database";
import { openProbe, type Probe } from "@outstation/db/probe";
import type { Database } from "@outstation/domain/ports";
import { newId } from "@outstation/kit/ids";
import { createCanaries } from "./canaries";
import { tryDoors } from "./doors/try-doors";
import { tryLive } from "./live/try-live";
import { TOUCHED } from "./procedures/cases";
import { tryGatesOfProcedures } from "./procedures/try-gates";
import { ownAnswers, tryProcedures } from "./procedures/try-procedures";
import { tryRoutes } from "./routes/try-routes";
import { trySecrets, trySessions } from "./sessions/try-sessions";
import { listTables } from "./tables/catalogue";
import { tryConstraints } from "./tables/constraints";
import { tryFunctions } from "./tables/functions";
import { ownersOf } from "./tables/holding";
import { KNOWN_TABLES } from "./tables/known-tables";
import { tryPooledSessions } from "./tables/pooled-sessions";
import { differences, marksIn, type Snapshot, takeSnapshot } from "./tables/snapshot";
import { tryTables } from "./tables/try-tables";
import { tryWaysOut } from "./tables/ways-out";
import { type Counts, createTally, type Tally } from "./tally";
import { tryCertificates } from "./topics/try-certificates";
import { forgetRefusals, tryTopics } from "./topics/try-topics";
import type { Authority, LiveTrial, Trial, WebDoor } from "./trial";
import { cleanUp } from "./world/clean-up";
import { openProofDesk, type ProofDesk } from "./world/desk";
import { type Filled, fill, withSerial } from "./world/fill";
import { bringToLife, type Fleet, until } from "./world/live";
import { missingNames } from "./world/names";
import { type Cast, castParties } from "./world/parties";

export type ProofDeps = {
  /** The installation's front desk. The proof opens connections of its own beside it. */
  readonly desk: Desk & { readonly platformDb: Database };
  /** Whose session started it. */
  readonly startedBy: string;
  /** The web apps as they are reached; null where there is none to be reached. */
  readonly web: { readonly web: WebDoor | null; readonly portal: WebDoor | null };
  /** The ingest role, where the proof may try it too; an installation's web process does not have it. */
  readonly ingestUrl: string | null;
  readonly authority: Authority | null;
};

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
    await run({ deps, tally, proof, probe, cast, fleets });
  } catch (reason) {
    failure = String(reason instanceof Error ? (reason.stack ?? reason) : reason).slice(0, 2000);
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

type Run = {
  readonly deps: ProofDeps;
  readonly tally: Tally;
  readonly proof: ProofDesk;
  readonly probe: Probe;
  readonly cast: Cast;
  readonly fleets: Fleet[];
};

async function run({ deps, tally, proof, probe, cast, fleets }: Run): Promise<void> {
  const { desk } = proof;
  if (deps.desk.listMails !== null)
    tally.note(
      "This installation shows the mails it would send, links included, to whoever opens its page of mails: set SMTP_URL.",
    );
  tally.phase("The first tenant is filled");
  const emptyA = await fill(proof, cast.a, cast.operators.a);
  const first = await tryToLive(tally, emptyA, fleets);
  const a = first === null ? emptyA : await withSerial(emptyA);
  const alone = await ownAnswers({ desk, a });
  tally.phase("The second tenant is filled");
  const emptyB = await fill(proof, cast.b, cast.operators.b);
  const second = first === null ? null : await tryToLive(tally, emptyB, fleets);
  const b = second === null ? emptyB : await withSerial(emptyB);
  for (const [path, text] of await ownAnswers({ desk, a })) {
    const same = text === alone.get(path);
    tally.attempt(
      "procedures",
      `${path}: before and after another tenant grew`,
      same ? null : `"${alone.get(path)}", then "${text}"`,
    );
  }

  const snapshot = async (filled: Filled) =>
    takeSnapshot(probe, await listTables(probe), ownersOf(filled.party, filled.names));
  const marks = async () => {
    const theirs = marksIn(await snapshot(b), await snapshot(a));
    return createCanaries([b.party.mark, b.party.slug, ...(second ? [String(second.value)] : []), ...theirs]);
  };
  const trial = async (): Promise<Trial> => ({ proof, desk, tally, cast, a, b, canaries: await marks() });

  if (first !== null && second !== null) {
    const live = async (): Promise<LiveTrial> => ({ ...(await trial()), fleets: { a: first, b: second } });
    tally.phase("Live channels");
    await tryLive(await live());
    tally.phase("Topics and certificates");
    await settle(() => snapshot(b));
    await tryTopics(await live());
    await tryCertificates(await live(), deps.authority);
    await forgetRefusals(await live());
    await isUnforged(tally, await settle(() => snapshot(b)), a);
    await waitForBlocks(tally, [() => snapshot(b), () => snapshot(a)]);
  }
  const before = await settle(() => snapshot(b));
  checkFilled(tally, before, await snapshot(a), second !== null);
  await trySilently(deps, await trial(), probe, first && second ? { a: first, b: second } : null);
  isUnchanged(tally, before, await snapshot(b));
  tally.phase("Sessions after a change, and what is named like another's");
  await trySessions(await trial());
  const then = await settle(() => snapshot(b));
  await tryProcedures(await trial(), "changes of one's own");
  isUnchanged(tally, then, await snapshot(b), TOUCHED);
}

/** Everything that leaves B as it is. */
async function trySilently(
  deps: ProofDeps,
  trial: Trial,
  probe: Probe,
  fleets: LiveTrial["fleets"] | null,
): Promise<void> {
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
async function tryToLive(tally: Tally, filled: Filled, fleets: Fleet[]): Promise<Fleet | null> {
  const [claim] = filled.claims.values();
  const isThere = await fetchDoor(claim?.enrolmentUrl ?? "", claim?.rootCertificate ?? "");
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

async function fetchDoor(url: string, ca: string): Promise<string | null> {
  const { post } = await import("./devices/post");
  return post(`${url}/v1/no-such`, {}, { ca }).then(
    () => null,
    (reason: Error) => reason.message,
  );
}

/** Waits until nothing changes any more: what B's own devices said is stored, what was to be sent is sent. */
async function settle(take: () => Promise<Snapshot>): Promise<Snapshot> {
  let last = await take();
  let still = 0;
  await until("the second tenant to come to rest", async () => {
    const now = await take();
    still = differences(last, now).length === 0 ? still + 1 : 0;
    last = now;
    return still >= SETTLED_LOOKS;
  });
  return last;
}
const SETTLED_LOOKS = 4;
/** An installation seals an hour minutes after its last reading came; one that seals at once does so in this time. */
const SEALED_MS = 5_000;

async function waitForBlocks(tally: Tally, take: readonly (() => Promise<Snapshot>)[]): Promise<void> {
  tally.phase("An hour of readings is sealed");
  const isSealed = async () => {
    for (const each of take) if (((await each()).get(BLOCKS) ?? []).length === 0) return false;
    return true;
  };
  await until("an hour to be sealed", isSealed, SEALED_MS).catch(() =>
    tally.note(
      "No hour of readings was sealed while the proof ran, so sealed blocks were tried without a row in them.",
    ),
  );
}
const BLOCKS = "series.blocks";

async function isUnforged(tally: Tally, theirs: Snapshot, a: Filled): Promise<void> {
  const found = createCanaries([a.party.mark]).find([...theirs.values()].flat().join("\n"));
  tally.attempt("topics", "what A said in B's name, among B's rows", found && `found "${found}"`);
}

/** What is B's is still there, as it was, and nothing beside it. */
function isUnchanged(tally: Tally, before: Snapshot, after: Snapshot, but: ReadonlySet<string> = new Set()): void {
  for (const [table, rows] of before) {
    if (but.has(table)) continue;
    const [said = null] = differences(new Map([[table, rows]]), after);
    tally.attempt("tables", `${table}: what is B's, after all attempts`, said);
  }
}

/** An attempt at an empty table says nothing: where the proof has devices, each side has a row in every table. */
function checkFilled(tally: Tally, theirs: Snapshot, mine: Snapshot, hasDevices: boolean): void {
  for (const [name, known] of Object.entries(KNOWN_TABLES)) {
    if (known.column === null || (known.byDevices && !hasDevices)) continue;
    // Noted above, where it is so.
    if (name === BLOCKS) continue;
    for (const [whose, rows] of [
      ["B", theirs.get(name)],
      ["A", mine.get(name)],
    ] as const)
      if ((rows ?? []).length === 0) tally.missing(`table ${name}: ${whose} has no row in it`);
  }
}
