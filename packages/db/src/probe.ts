import { Client, type CustomTypesConfig } from "pg";
import { from, to } from "pg-copy-streams";
import type { Database } from "./database";

export type ProbeRow = Readonly<Record<string, unknown>>;

/**
 * A bare session under the database's role, held by nobody: what an intruder would have who could send this role's SQL. For the
 * isolation proof and its tests; whoever wants rows goes through a door of this package.
 */
export type Probe = {
  /** Every value as the text Postgres sends. @throws DatabaseError */
  query(sql: string, parameters?: readonly unknown[]): Promise<{ rows: ProbeRow[]; rowCount: number }>;
  /** The same statement under the same name is prepared once a session. @throws DatabaseError */
  prepared(name: string, sql: string, parameters?: readonly unknown[]): Promise<ProbeRow[]>;
  /** `COPY … TO STDOUT`. @throws DatabaseError */
  copyOut(sql: string): Promise<string>;
  /** `COPY … FROM STDIN`. @throws DatabaseError */
  copyIn(sql: string, text: string): Promise<void>;
  /** Everything the server said beside its answers. */
  readonly notices: string[];
  close(): Promise<void>;
};

const asText: CustomTypesConfig = { getTypeParser: () => (value: unknown) => value };

export async function openProbe(db: Pick<Database, "url">): Promise<Probe> {
  const client = new Client({ connectionString: db.url });
  const notices: string[] = [];
  client.on("error", () => undefined);
  client.on("notice", ({ message }) => notices.push(message ?? ""));
  await client.connect();
  return {
    query: async (sql, parameters = []) => {
      const { rows, rowCount } = await client.query({ text: sql, values: [...parameters], types: asText });
      return { rows, rowCount: rowCount ?? 0 };
    },
    prepared: async (name, sql, parameters = []) =>
      (await client.query({ name, text: sql, values: [...parameters], types: asText })).rows,
    copyOut: async (sql) => {
      const chunks: Buffer[] = [];
      for await (const chunk of client.query(to(sql))) chunks.push(chunk as Buffer);
      return Buffer.concat(chunks).toString("utf8");
    },
    copyIn: (sql, text) =>
      new Promise((resolve, reject) => {
        const stream = client.query(from(sql));
        stream.once("error", reject).once("finish", resolve);
        stream.end(text);
      }),
    notices,
    close: () => client.end(),
  };
}

/**
 * Leaves a setting behind in every connection of every pool, as a careless user of them would, without the doors. For the
 * isolation proof, on pools of its own.
 */
export async function soilPools(
  db: Database,
  connectionsMax: number,
  settings: Readonly<Record<string, string>>,
): Promise<void> {
  const sql = `SELECT ${Object.keys(settings).map((_, at) => `set_config($${2 * at + 1}, $${2 * at + 2}, false)`)}`;
  const values = Object.entries(settings).flat();
  const all = <T>(work: () => Promise<T>) => Promise.all(Array.from({ length: connectionsMax }, work));
  for (const pool of [db.workers, db.reads]) {
    const clients = await all(() => pool.connect());
    for (const client of clients) await client.query(sql, values);
    for (const client of clients) client.release();
  }
  // Prisma's pool hands out no connection; a transaction holds one until all of them are held.
  let held = 0;
  let release: () => void = () => undefined;
  const full = new Promise<void>((resolve) => {
    release = resolve;
  });
  await all(() =>
    db.prisma.$transaction(async (rows) => {
      await rows.$queryRawUnsafe(`${sql}::text`, ...values);
      held += 1;
      if (held === connectionsMax) release();
      await full;
    }),
  );
}
