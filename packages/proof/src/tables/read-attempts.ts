import { compareTiming } from "../timing";
import { type CatalogueTable, quoted, rowText } from "./catalogue";
import { hold, ownersIn, undone } from "./holding";
import type { KnownTable } from "./known-tables";
import { attempt, type Outcome, outcomeOf, unlessDenied } from "./outcome";
import { all, counts, heldBy, type TableTrial } from "./setting";

const NOBODY = "00000000-0000-7000-8000-000000000000";
const TIMED = 7;

/** Reads, lists, guesses and infers, as a tenant who is not the owner. */
export async function tryReading(trial: TableTrial, table: CatalogueTable, known: KnownTable): Promise<void> {
  const { probe, a, b, canaries } = trial;
  const count = counts(trial, "tables", table.name);
  if (table.readable.length === 0 || known.column === null)
    return count(
      "reading it",
      unlessDenied(await attempt(probe, all(a), `SELECT count(*), max(t::text) FROM ${table.name} t`)),
    );

  const owner = `t.${quoted(known.column)}::text`;
  const [mine, theirs] = [ownersIn(a, known), ownersIn(b, known)];
  const text = rowText(table, "t");
  const from = `FROM ${table.name} t`;
  const seesNothing = (outcome: Outcome) => {
    if (!outcome.ok) return `refused for another reason: ${outcome.code} ${outcome.message}`;
    return outcome.rows.length === 0 ? null : `saw ${outcome.rows.length} rows: ${JSON.stringify(outcome.rows[0])}`;
  };

  for (const { as, held } of heldBy(a)) {
    count(
      `as ${as}, rows of the other`,
      seesNothing(await attempt(probe, held, `SELECT ${text} ${from} WHERE ${owner} = ANY ($1)`, [theirs])),
    );
    const every = await attempt(probe, held, `SELECT ${text} AS row ${from}`);
    const found = every.ok ? canaries.find(every.rows.map(({ row }) => String(row)).join("\n")) : `${every.code}`;
    count(`as ${as}, every row`, found && `told "${found}"`);
  }

  const held = all(a);
  const try_ = (sql: string, parameters: readonly unknown[] = []) => attempt(probe, held, sql, parameters);
  const sum = await try_(`SELECT count(*) AS every, count(*) FILTER (WHERE ${owner} = ANY ($1)) AS own ${from}`, [
    mine,
  ]);
  count("the number of rows", sameCount(sum, known));
  // A role that may not read a column of the key can guess by the others only.
  const key = table.primaryKey.filter((column) => table.readable.includes(column)).map(quoted);
  if (key.length > 0) count("by its key", seesNothing(await guessByKey(trial, table, known, key)));
  const fails = `1 / CASE WHEN ${owner} = ANY ($1) THEN 0 ELSE 1 END = 1`;
  count("a condition that fails on it", unlessFine(await try_(`SELECT count(*) ${from} WHERE ${fails}`, [theirs])));
  count(
    "a function that tells what it is given",
    await tellTale(trial, `SELECT count(*) ${from} WHERE pg_temp.tell(${text})`),
  );
  for (const what of [`(SELECT ${text} ${from})`, `${table.name} (${table.readable.map(quoted)})`])
    count(
      `COPY ${what.startsWith("(") ? "of a query" : "of the table"}`,
      await copiesOut(trial, `COPY ${what} TO STDOUT`),
    );
  count("a statement prepared under the other", await prepared(trial, `SELECT ${text} AS row ${from}`));
  count(
    "locking its rows",
    lockedNone(await try_(`SELECT ${text} ${from} WHERE ${owner} = ANY ($1) FOR KEY SHARE`, [theirs])),
  );
  const timed = (who: readonly string[]) => () => try_(`SELECT count(*) ${from} WHERE ${owner} = ANY ($1)`, [who]);
  count("how long it takes", await compareTiming(timed(theirs), timed([NOBODY]), TIMED));
}

const unlessFine = (outcome: Outcome) => (outcome.ok ? null : `${outcome.code} ${outcome.message}`);
const lockedNone = (outcome: Outcome) =>
  outcome.ok ? (outcome.rows.length === 0 ? null : `locked ${outcome.rows.length} rows`) : unlessDenied(outcome);

function sameCount(outcome: Outcome, { holder, column }: KnownTable): string | null {
  const [row] = outcome.ok ? outcome.rows : [];
  if (row === undefined) return "the rows could not be counted";
  // An account is also seen by the tenants it is a member of: its owner's column names the person.
  if (holder === "person" && column === "id")
    return Number(row.every) >= Number(row.own) && Number(row.own) > 0 ? null : "none of one's own";
  return row.every === row.own ? null : `${row.every} rows, of which ${row.own} are one's own`;
}

/** By the key of a row that the other has, as the other knows it. */
async function guessByKey(
  { probe, a, b }: TableTrial,
  table: CatalogueTable,
  known: KnownTable,
  key: readonly string[],
): Promise<Outcome> {
  const which = key.map((column) => `t.${column}::text`);
  const sql = `SELECT ${which} FROM ${table.name} t WHERE t.${quoted(known.column ?? "")}::text = ANY ($1) LIMIT 1`;
  const known_ = await attempt(probe, all(b), sql, [ownersIn(b, known)]);
  const [row] = known_.ok ? known_.rows : [];
  const values = row === undefined ? key.map(() => NOBODY) : Object.values(row);
  const where = which.map((column, at) => `${column} = $${at + 1}`).join(" AND ");
  return attempt(probe, all(a), `SELECT ${rowText(table, "t")} FROM ${table.name} t WHERE ${where}`, values);
}

/** A cheap function in the condition is run before a policy's condition, unless the policy is a barrier. */
function tellTale({ probe, a, canaries }: TableTrial, sql: string): Promise<string | null> {
  return undone(probe, async () => {
    await hold(probe, all(a));
    await probe.query(`CREATE FUNCTION pg_temp.tell(text) RETURNS boolean LANGUAGE plpgsql COST 0.0000001
      AS $$ BEGIN RAISE NOTICE '%', $1; RETURN true; END $$`);
    probe.notices.length = 0;
    const outcome = await outcomeOf(() => probe.query(sql));
    const found = canaries.find(probe.notices.join("\n"));
    return found === null ? unlessFine(outcome) : `told "${found}"`;
  });
}

function copiesOut({ probe, a, canaries }: TableTrial, sql: string): Promise<string | null> {
  return undone(probe, async () => {
    await hold(probe, all(a));
    let copied = "";
    const outcome = await outcomeOf(async () => {
      copied = await probe.copyOut(sql);
      return { rows: [], rowCount: 0 };
    });
    if (!outcome.ok) return unlessDenied(outcome);
    const found = canaries.find(copied);
    return found && `told "${found}"`;
  });
}

let statements = 0;
/** As often as Postgres needs to settle on one plan for all. */
const EXECUTIONS = 7;

async function prepared({ probe, a, b, canaries }: TableTrial, sql: string): Promise<string | null> {
  statements += 1;
  const name = `proof_${statements}`;
  const under = (held: Parameters<typeof hold>[1]) =>
    undone(probe, async () => {
      await hold(probe, held);
      let text = "";
      for (let time = 0; time < EXECUTIONS; time++)
        text = (await probe.prepared(name, sql)).map(({ row }) => String(row)).join("\n");
      return text;
    });
  await under(all(b));
  const found = canaries.find(await under(all(a)));
  return found && `told "${found}"`;
}
