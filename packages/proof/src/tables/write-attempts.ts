import { type CatalogueTable, quoted, rowText } from "./catalogue";
import { hold, ownersIn, undone } from "./holding";
import type { KnownTable } from "./known-tables";
import { attempt, outcomeOf, UNSUPPORTED, unlessAtMost, unlessDenied } from "./outcome";
import { all, counts, type TableTrial } from "./setting";

/** foreign_key_violation, restrict_violation, check_violation: one's own rows hang together. */
const OWN_RULES = ["23503", "23001", "23514", "23505"];

/** Changes, deletes, adds and gives away, as a tenant who is not the owner. Every attempt is rolled back. */
export async function tryWriting(trial: TableTrial, table: CatalogueTable, known: KnownTable): Promise<void> {
  const { probe, a, b } = trial;
  const count = counts(trial, "tables", table.name);
  const try_ = (sql: string, parameters: readonly unknown[] = []) => attempt(probe, all(a), sql, parameters);
  count("TRUNCATE", unlessDenied(await try_(`TRUNCATE ${table.name}`)));
  if (known.column === null || table.readable.length === 0) {
    count("deleting from it", unlessDenied(await try_(`DELETE FROM ${table.name}`)));
    return count("adding to it", unlessDenied(await try_(`INSERT INTO ${table.name} DEFAULT VALUES`)));
  }
  const column = quoted(known.column);
  const owner = `t.${column}::text`;
  const [mine, theirs] = [ownersIn(a, known), ownersIn(b, known)];
  const [me = "", they = ""] = [mine[0], theirs[0]];
  const own = await try_(
    `SELECT to_jsonb(t) AS row FROM (SELECT ${table.readable.map(quoted)} FROM ${table.name}) t WHERE ${owner} = $1`,
    [me],
  );
  const found = own.ok ? own.rows[0]?.row : undefined;
  const ownRow = found === undefined ? null : { ...JSON.parse(String(found)), ...known.insertAs };
  const ownRows = await try_(`SELECT FROM ${table.name} t WHERE ${owner} = ANY ($1)`, [mine]);
  const ownCount = ownRows.ok ? ownRows.rowCount : 0;
  const set = `UPDATE ${table.name} t SET ${column} =`;

  count(
    "changing rows of the other",
    unlessAtMost(await try_(`${set} t.${column} WHERE ${owner} = ANY ($1)`, [theirs]), 0),
  );
  count("giving one's own away", unlessAtMost(await try_(`${set} $1`, [they]), 0));
  count("taking the other's", unlessAtMost(await try_(`${set} $1 WHERE ${owner} = ANY ($2)`, [me, theirs]), 0));
  count(
    "deleting rows of the other",
    unlessAtMost(await try_(`DELETE FROM ${table.name} t WHERE ${owner} = ANY ($1)`, [theirs]), 0),
  );
  count("deleting every row", unlessAtMost(await try_(`DELETE FROM ${table.name}`), ownCount, ...OWN_RULES));
  for (const other of table.readable.filter((name) => name !== known.column).slice(0, 2))
    count(
      `changing every ${other}`,
      unlessAtMost(await try_(`UPDATE ${table.name} SET ${quoted(other)} = ${quoted(other)}`), ownCount),
    );

  const planted = JSON.stringify({ ...ownRow, [known.column]: they });
  const insert = `INSERT INTO ${table.name} SELECT * FROM jsonb_populate_record(NULL::${table.name}, $1::jsonb)`;
  count("adding a row to the other", unlessDenied(await try_(insert, [planted])));
  count("adding it unless it is there", unlessDenied(await try_(`${insert} ON CONFLICT DO NOTHING`, [planted])));
  if (table.primaryKey.length > 0) {
    const merge = `${insert} ON CONFLICT (${table.primaryKey.map(quoted)}) DO UPDATE SET ${column} = excluded.${column}`;
    count("adding it over what is there", unlessDenied(await try_(merge, [planted])));
  }
  count("COPY into it", await copiesIn(trial, table, known.column, { me, they }));
  if (table.may.insert && ownRow !== null) await checkControl(trial, table, insert, JSON.stringify(ownRow));
}

/** The same statement with one's own row must get further than the policies, or the refusals above say nothing of them. */
async function checkControl(
  { probe, a, tally, role }: TableTrial,
  table: CatalogueTable,
  insert: string,
  ownRow: string,
) {
  const outcome = await attempt(probe, all(a), insert, [ownRow]);
  if (!outcome.ok && /row-level security/.test(outcome.message))
    tally.missing(`${role}, ${table.name}: the proof's own row does not reach its policy`);
}

function copiesIn(
  { probe, a }: TableTrial,
  table: CatalogueTable,
  column: string,
  { me, they }: { readonly me: string; readonly they: string },
): Promise<string | null> {
  const columns = table.readable.map(quoted);
  return undone(probe, async () => {
    await hold(probe, all(a));
    const row = await probe.copyOut(
      `COPY (SELECT ${columns} FROM ${table.name} t WHERE t.${quoted(column)}::text = '${me}' LIMIT 1) TO STDOUT`,
    );
    const line = (row || `${columns.map(() => "\\N").join("\t")}\n`).replaceAll(me, they);
    const copy = `COPY ${table.name} (${columns}) FROM STDIN`;
    return unlessDenied(
      await outcomeOf(async () => {
        await probe.copyIn(copy, line);
        return { rows: [], rowCount: 1 };
      }),
      UNSUPPORTED,
    );
  });
}

/** A partition is reached through its parent, whose policy then holds, or not at all. */
export async function tryPartition(trial: TableTrial, partition: CatalogueTable): Promise<void> {
  const { probe, a } = trial;
  const count = counts(trial, "partitions", partition.name);
  const statements = {
    "reading it": `SELECT count(*), max(t::text) FROM ${partition.name} t`,
    "reading one column": `SELECT max(tenant_id::text) FROM ${partition.name}`,
    "reading it under a parent's name": `SELECT ${rowText({ ...partition, readable: ["tenant_id"] }, "t")} FROM ONLY ${partition.name} t`,
    "deleting from it": `DELETE FROM ${partition.name}`,
    "changing it": `UPDATE ${partition.name} SET tenant_id = tenant_id`,
    "adding to it": `INSERT INTO ${partition.name} (tenant_id) VALUES (gen_random_uuid())`,
    TRUNCATE: `TRUNCATE ${partition.name}`,
    "taking it off its parent": `ALTER TABLE series.${partition.name.includes("blocks") ? "blocks" : "readings"} DETACH PARTITION ${partition.name}`,
    "COPY of it": `COPY ${partition.name} TO STDOUT`,
  };
  for (const [what, sql] of Object.entries(statements)) count(what, unlessDenied(await attempt(probe, all(a), sql)));
}
