import type { Desk } from "@outstation/api/context";
import type { SessionRef } from "@outstation/domain/tenancy/sessions";
import { type Answer, answerOf, comparable, wordsIn } from "../answers";
import type { Canaries } from "../canaries";
import type { Surface, Tally } from "../tally";
import { compareTiming } from "../timing";
import { callAs, procedureOf } from "../world/desk";
import type { Filled } from "../world/fill";
import { missingNames, type Names } from "../world/names";
import { begin } from "../world/parties";
import type { Ask, Case } from "./case";
import { CASES } from "./cases";
import { type KnownProcedure, listProcedures } from "./paths";

export type ProcedureTrial = {
  readonly desk: Desk;
  readonly tally: Tally;
  readonly a: Filled;
  readonly b: Filled;
  readonly canaries: Canaries;
};

/** Some calls cost milliseconds, and a median needs no more. */
const TIMED = 5;
let calls = 0;
const fresh = () => `${(calls++).toString(36)}${Math.random().toString(36).slice(2, 8)}`;

const caseOf = (path: string): Case<unknown> | undefined => (CASES as Readonly<Record<string, Case<unknown>>>)[path];
const yields = (value: unknown): value is AsyncIterable<unknown> =>
  typeof value === "object" && value !== null && Symbol.asyncIterator in value;

/** Everything that a call gives, also where it gives it piece by piece. */
async function whole(value: unknown): Promise<unknown> {
  if (!yields(value)) return value;
  const pieces: unknown[] = [];
  for await (const piece of value) pieces.push(piece);
  return pieces;
}

type Pass = "queries" | "changes of another's" | "changes of one's own";

/**
 * Asks every procedure there is for what is another's, as an owner of A, in A's tenant and under B's name. Live ones are tried
 * elsewhere. Changes that A may make come last: some give another's name to a thing of A, which A reads with right from then on.
 */
export async function tryProcedures(trial: ProcedureTrial, pass: Pass): Promise<void> {
  for (const procedure of listProcedures()) {
    const known = caseOf(procedure.path);
    if (known === undefined) {
      trial.tally.missing(`procedure ${procedure.path}`);
      continue;
    }
    if (procedure.type === "subscription" || (procedure.type === "query") !== (pass === "queries")) continue;
    const isLast = pass === "changes of one's own";
    for (const ask of known.asks) if ((ask.plants ?? false) === isLast) await tryAsk(trial, procedure, ask);
    if (known.free && (pass === "queries" || isLast)) await tryFree(trial, procedure, known.free);
  }
}

const surfaceOf = ({ path }: KnownProcedure): Surface => (/\bexport/i.test(path) ? "exports" : "procedures");

/** A change of a person's own is asked by one whose session may end. */
async function sessionFor({ desk, a }: ProcedureTrial, { meta, type }: KnownProcedure): Promise<SessionRef | null> {
  if (meta.door === "guest") return null;
  if (meta.door !== "person" || type === "query") return a.party.owner.session;
  const { accountId: id, email, name } = a.party.spare;
  return (await begin({ app: desk.db, now: desk.clock.now() }, { id, email, name })).session;
}

async function put(
  trial: ProcedureTrial,
  procedure: KnownProcedure,
  slug: string,
  input: unknown,
): Promise<{ answer: Answer; raw: string }> {
  const caller = callAs(trial.desk, await sessionFor(trial, procedure), slug);
  const answer = await answerOf(async () => whole(await procedureOf(caller, procedure.path)(input)));
  return { answer, raw: answer.text };
}

async function tryAsk(trial: ProcedureTrial, procedure: KnownProcedure, ask: Ask<unknown>): Promise<void> {
  const { tally, a, b, canaries } = trial;
  const missing = missingNames();
  // Under one's own name, and under another's in the cookie.
  const slugs = ask.once
    ? [[a.names.slug, a.names.slug]]
    : [
        [a.names.slug, a.names.slug],
        [b.names.slug, missing.slug],
      ];
  for (const [theirSlug = "", missingSlug = ""] of slugs) {
    const asked = async (names: Names, slug: string) => {
      const input = ask.ask(names, { own: a, fresh: fresh() });
      const written = [...wordsIn(input), ...Object.values(names), slug];
      const { answer, raw } = await put(trial, procedure, slug, input);
      return { answer, told: canaries.find(raw, wordsIn(input)), text: comparable(answer, written) };
    };
    const [theirs, nobodys] = [await asked(b.names, theirSlug), await asked(missing, missingSlug)];
    const under = theirSlug === a.names.slug ? "" : ", under another's name";
    const what = `${procedure.path}: ${ask.what}${under}`;
    tally.attempt(
      surfaceOf(procedure),
      what,
      differs(ask, theirs, nobodys) ?? (theirs.told && `told "${theirs.told}"`),
    );
  }
  if (ask.timed === false || ask.once) return;
  const timed = (names: Names) => () => put(trial, procedure, a.names.slug, ask.ask(names, { own: a, fresh: fresh() }));
  const slower = await compareTiming(timed(b.names), timed(missing), TIMED);
  tally.attempt(surfaceOf(procedure), `${procedure.path}: ${ask.what}, how long it takes`, slower);
}

type Heard = { readonly answer: Answer; readonly text: string };

function differs({ outcome }: Ask<unknown>, theirs: Heard, nobodys: Heard): string | null {
  if (theirs.text !== nobodys.text) return `"${theirs.text}" for another's, "${nobodys.text}" for what is not there`;
  const code = theirs.answer.ok ? "answered" : theirs.answer.code;
  // A question that is refused for another reason than the case says asks nothing.
  return code === outcome ? null : `expected ${outcome}, got ${code}: ${theirs.answer.text}`;
}

/** Without a name to give: in one's own tenant, under another's name and under a name of nobody, the answers are the same. */
async function tryFree(
  trial: ProcedureTrial,
  procedure: KnownProcedure,
  free: NonNullable<Case<unknown>["free"]>,
): Promise<void> {
  const { tally, a, b, canaries } = trial;
  const input = free.input({ own: a, fresh: fresh() });
  const asked = async (slug: string) => {
    const { answer, raw } = await put(trial, procedure, slug, input);
    return { told: canaries.find(raw, wordsIn(input)), text: comparable(answer, [slug]) };
  };
  const own = await asked(a.names.slug);
  tally.attempt(surfaceOf(procedure), `${procedure.path}: one's own`, own.told && `told "${own.told}"`);
  const [theirs, nobodys] = [await asked(b.names.slug), await asked(missingNames().slug)];
  const apart =
    theirs.text === nobodys.text ? null : `"${theirs.text}" under another's name, "${nobodys.text}" under nobody's`;
  tally.attempt(
    surfaceOf(procedure),
    `${procedure.path}: under another's name`,
    apart ?? (theirs.told && `told "${theirs.told}"`),
  );
}

type Asker = {
  readonly desk: Desk;
  readonly a: Filled;
  readonly session?: SessionRef;
  readonly slug?: string;
};

/** The answer of every query that needs no name, as A's owner gets it, or as someone else's session does. */
export async function ownAnswers(trial: Asker): Promise<Map<string, string>> {
  const answers = new Map<string, string>();
  for (const procedure of listProcedures()) {
    const free = caseOf(procedure.path)?.free;
    if (procedure.type !== "query" || free === undefined || procedure.meta.door === "guest") continue;
    const session = trial.session ?? trial.a.party.owner.session;
    const caller = callAs(trial.desk, session, trial.slug ?? trial.a.names.slug);
    const input = free.input({ own: trial.a, fresh: fresh() });
    const { text } = await answerOf(async () => whole(await procedureOf(caller, procedure.path)(input)));
    answers.set(procedure.path, text);
  }
  return answers;
}
