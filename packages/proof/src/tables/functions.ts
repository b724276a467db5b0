import type { Probe } from "@outstation/db/probe";
import type { Names } from "../world/names";
import { attempt, unlessDenied } from "./outcome";
import { all, type TableTrial } from "./setting";

/**
 * A function of ours that a role may call.
 * - `answers`: about whom it is asked, it tells. Asked of one's own things it must tell nothing of another's, and nothing of
 *   what is not there; `reason` says why the role may ask it of anyone.
 * - `closed`: for another role; ours may not call it.
 */
type KnownFunction =
  | { readonly reason: string; readonly asked: (names: Names) => readonly (string | number | null)[] }
  | { readonly closed: string };

const asked = (reason: string, of: (names: Names) => readonly (string | number | null)[]) => ({ reason, asked: of });
const closed = (whose: string) => ({ closed: whose });
const NOW = "2026-11-24T09:00:00Z";
const holds =
  "holds the tenant it is given for its one statement, as `set_config` does: the caller says whose rows it means";
const throttle = "a count under a hash of what the asker must know";

/** Every function of ours by its signature; one that is missing here fails the proof. */
export const KNOWN_FUNCTIONS: Readonly<Record<string, KnownFunction>> = {
  "directory.find_account(text)": asked("who signs in is not known before", ({ email }) => [email]),
  "directory.list_memberships(uuid)": asked("a session's account decides where it may enter", ({ accountId }) => [
    accountId,
  ]),
  "directory.find_session(uuid,uuid,timestamp with time zone)": asked(
    "a cookie's session is asked for before its tenant is known",
    ({ accountId, sessionId }) => [accountId, sessionId, NOW],
  ),
  "directory.find_operator(uuid)": asked("who is of ours is known by the session's account", ({ accountId }) => [
    accountId,
  ]),
  "directory.list_act_as(uuid,timestamp with time zone)": asked(
    "an operator's grants are of many tenants",
    ({ accountId }) => [accountId, NOW],
  ),
  "directory.find_identity_provider(text)": asked("the sign-in page sends whoever types a slug there", ({ slug }) => [
    slug,
  ]),
  "directory.is_slug_taken(text)": asked("a slug is part of an address that everyone may type", ({ slug }) => [slug]),
  "directory.find_throttle(text)": asked(throttle, ({ tokenHash }: Names & { tokenHash?: string }) => [
    tokenHash ?? "none",
  ]),
  "directory.claim_attempt(text,integer,timestamp with time zone)": asked(throttle, () => ["proof", 0, NOW]),
  "directory.give_back_attempt(text,timestamp with time zone,timestamp with time zone)": asked(throttle, () => [
    "proof",
    NOW,
    NOW,
  ]),
  "directory.clear_attempts(text)": asked(throttle, () => ["proof"]),
  "directory.forget_expired()": asked("forgets what is of no use to anyone, and tells nothing", () => []),
  "directory.list_tenants()": closed("the ingest role's"),
  "directory.list_due_outbox(timestamp with time zone,integer)": closed("the ingest role's"),
  "directory.list_due_commands(timestamp with time zone,integer)": closed("the ingest role's"),
  "directory.list_due_updates(timestamp with time zone,integer)": closed("the ingest role's"),
  "directory.list_revoked(timestamp with time zone)": closed("the ingest role's"),
  "directory.list_limits()": closed("the ingest role's"),
  "directory.list_schema_heads()": closed("the ingest role's"),
  "directory.count_devices()": closed("the platform role's"),
  "directory.list_open_hours(timestamp with time zone)": closed("the ingest role's"),
  "directory.list_usage(timestamp with time zone,timestamp with time zone)": closed("the platform role's"),
  "directory.reconcile_usage()": closed("the ingest role's and the platform role's"),
  "directory.measure_register(uuid)": closed("the platform role's"),
  "public.verify_audit(uuid)": asked("recomputes what its caller may read", ({ tenantId }) => [tenantId]),
  "public.audit_digest(bytea,audit_events)": asked("hashes what it is given, for `verify_audit`", () => ["", null]),
  "public.chain_audit_event()": closed("a trigger's"),
  "public.announce_outbox()": closed("a trigger's"),
  "public.announce_export()": closed("a trigger's"),
  "series.announce_replay()": closed("a trigger's"),
  "public.keep_published_schema()": closed("a trigger's"),
  "metering.add(uuid,timestamp with time zone,uuid[],timestamp with time zone[],bigint[],bigint[])":
    closed("the ingest role's"),
  "log.append(text,smallint[],uuid[],integer[],integer[],bytea)": closed("the ingest role's"),
  "series.record_sequences(uuid[],uuid[],bigint[],int8multirange[],timestamp with time zone)":
    closed("the ingest role's"),
  "series.add_latest(uuid[],integer[],uuid[],double precision[],jsonb[],bigint[],bigint[])":
    closed("the ingest role's"),
  "series.take_staged()": closed("the ingest role's"),
  "series.ensure_day(date)": closed("the ingest role's"),
  "series.list_sealable(uuid,timestamp with time zone,integer)": closed("the ingest role's"),
  "series.frame(bytea[])": asked("joins what it is given", () => ["{}"]),
  "series.pack_fresh(uuid,uuid,integer[],timestamp with time zone,timestamp with time zone)": asked(
    "reads what its caller may read",
    ({ tenantId }) => [tenantId, tenantId, "{1}", NOW, NOW],
  ),
  "series.read_latest(uuid,uuid)": asked(holds, ({ tenantId }) => [tenantId, null]),
  "series.read_range(uuid,uuid,integer[],timestamp with time zone,timestamp with time zone,boolean)": asked(
    holds,
    ({ tenantId }) => [tenantId, tenantId, "{1}", NOW, NOW, "true"],
  ),
  "series.read_rollups(uuid,uuid,integer[],timestamp with time zone,timestamp with time zone)": asked(
    holds,
    ({ tenantId }) => [tenantId, tenantId, "{1}", NOW, NOW],
  ),
  "series.drop_empty_day(date)": closed("the ingest role's"),
};

type ListedFunction = {
  readonly signature: string;
  readonly name: string;
  readonly types: readonly string[];
  readonly may: boolean;
};

export async function listFunctions(probe: Probe): Promise<ListedFunction[]> {
  const { rows } = await probe.query(`
    SELECT format('%s.%s(%s)', nspname, proname, array_to_string(ARRAY(SELECT format_type(t, NULL) FROM unnest(proargtypes) t), ',')) AS signature,
      format('%I.%I', nspname, proname) AS name, has_function_privilege(p.oid, 'EXECUTE') AS may,
      array_to_json(ARRAY(SELECT format_type(t, NULL) FROM unnest(proargtypes) t)) AS types
    FROM pg_proc p JOIN pg_namespace n ON n.oid = pronamespace
    WHERE nspname IN ('public', 'directory', 'log', 'series', 'metering') ORDER BY 1`);
  return rows.map(({ signature, name, may, types }) => ({
    signature: String(signature),
    name: String(name),
    types: JSON.parse(String(types)),
    may: may === "t",
  }));
}

/** Calls every function there is with one's own names and with names of nobody; and those that are another role's. */
export async function tryFunctions(
  trial: Omit<TableTrial, "tables">,
  names: { readonly own: Names; readonly missing: Names; readonly theirs: Names },
): Promise<void> {
  const { probe, tally, a, canaries } = trial;
  for (const { signature, name, types } of await listFunctions(probe)) {
    const known = KNOWN_FUNCTIONS[signature];
    if (known === undefined) {
      tally.missing(`function ${signature}`);
      continue;
    }
    const call = `SELECT ${name}(${types.map((type, at) => `$${at + 1}::${type}`)}) AS told`;
    if ("closed" in known) {
      const nothing = `SELECT ${name}(${types.map((type) => `NULL::${type}`)})`;
      // A trigger's function cannot be called at all: 0A000.
      tally.attempt(
        "database functions",
        `${signature}, ${known.closed}`,
        unlessDenied(await attempt(probe, all(a), nothing), "0A000"),
      );
      continue;
    }
    for (const [whose, of] of Object.entries({ "of one's own": names.own, "of nobody": names.missing })) {
      const outcome = await attempt(probe, all(a), call, known.asked(of));
      const said = outcome.ok ? JSON.stringify(outcome.rows) : `${outcome.code} ${outcome.message}`;
      const found = outcome.ok ? canaries.find(said) : said;
      tally.attempt("database functions", `${signature}, ${whose}`, found && `told "${found}"`);
    }
  }
  const verify = "SELECT events FROM verify_audit($1)";
  const [theirs, nobody] = [
    await attempt(probe, all(a), verify, [names.theirs.tenantId]),
    await attempt(probe, all(a), verify, [names.missing.tenantId]),
  ];
  tally.attempt(
    "database functions",
    "verify_audit of another",
    JSON.stringify(theirs) === JSON.stringify(nobody) ? null : JSON.stringify(theirs),
  );
}
