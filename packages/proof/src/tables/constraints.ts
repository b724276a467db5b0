import { KNOWN_TABLES } from "./known-tables";
import type { TableTrial } from "./setting";

/** A value that is unique among all tenants tells whoever tries it that it is taken. Why these tell nothing. */
const UNIQUE_FOR_ALL: Readonly<Record<string, string>> = {
  "public.tenants (id)": "74 random bits",
  "public.tenants (slug)": "part of an address that everyone may type",
  "public.accounts (id)": "74 random bits",
  "public.accounts (email)": "answers are the same for a known address and an unknown one; its owner learns by mail",
  "public.sign_ups (token_hash)": "of 256 random bits",
  "public.password_resets (token_hash)": "of 256 random bits",
  "public.invitations (token_hash)": "of 256 random bits",
  "public.claims (token_hash)": "of 256 random bits",
  "public.certificates (serial)": "128 random bits, made by the authority",
  "public.certificates (fingerprint_sha256)": "of a certificate that the authority made",
  "log.entries (stream, partition, first_offset)": "given by the log, which tenants do not write",
};

/** A reference that does not name the tenant tells whether what it refers to is there. */
const NOT_BY_TENANT: Readonly<Record<string, string>> = {
  "public.members (account_id) to public.accounts":
    "74 random bits, which no answer tells outside the account's own tenants",
  "public.provider_identities (account_id) to public.accounts": "as for members",
  "public.act_as_grants (account_id) to public.accounts": "written by the platform's role only",
};

/** What the database itself would tell by refusing: every unique index and every reference, from the catalogue. */
export async function tryConstraints({ probe, tally }: Pick<TableTrial, "probe" | "tally">): Promise<void> {
  const names = (relation: string, key: string) =>
    `(SELECT string_agg(attname, ', ' ORDER BY place) FROM unnest(${key}) WITH ORDINALITY AS k (no, place)
      JOIN pg_attribute ON attrelid = ${relation} AND attnum = k.no)`;
  const { rows: indexes } = await probe.query(`
    SELECT format('%s.%s', nspname, relname) AS name, ${names("indrelid", "indkey::int[]")} AS columns
    FROM pg_index JOIN pg_class ON pg_class.oid = indrelid JOIN pg_namespace ON pg_namespace.oid = relnamespace
    WHERE indisunique AND NOT relispartition AND nspname IN ('public', 'series', 'log', 'metering') ORDER BY 1, 2`);
  for (const { name, columns } of indexes) {
    const known = KNOWN_TABLES[String(name)];
    if (known === undefined || known.column === null) continue;
    const isOwn =
      String(columns).split(", ").includes(known.column) && known.column !== "id" && known.column !== "token_hash";
    const index = `${name} (${columns})`;
    const leak =
      isOwn || index in UNIQUE_FOR_ALL
        ? null
        : "it is unique among all tenants, and nobody said why that tells nothing";
    tally.attempt("tables", `the unique index ${index}`, leak);
  }
  const { rows: references } = await probe.query(`
    SELECT conrelid::regclass AS name, confrelid::regclass AS other, ${names("conrelid", "conkey::int[]")} AS columns
    FROM pg_constraint JOIN pg_class ON pg_class.oid = conrelid WHERE contype = 'f' AND NOT relispartition ORDER BY 1, 2`);
  for (const { name, other, columns } of references) {
    const [table, to] = [qualified(name), qualified(other)];
    const known = KNOWN_TABLES[table];
    if (known === undefined || known.holder !== "tenant") continue;
    const reference = `${table} (${columns}) to ${to}`;
    const isOwn = String(columns).split(", ").includes("tenant_id");
    const leak =
      isOwn || reference in NOT_BY_TENANT
        ? null
        : "it does not name the tenant, and nobody said why that tells nothing";
    tally.attempt("tables", `the reference ${reference}`, leak);
  }
}

/** `regclass` leaves out a schema that is on the search path. */
const qualified = (name: unknown) => (String(name).includes(".") ? String(name) : `public.${name}`);
