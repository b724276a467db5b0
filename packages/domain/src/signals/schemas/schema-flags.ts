import type { Database } from "@outstation/db/database";
import { type TenantTx, withTenant } from "@outstation/db/tenant";

/** A message of a version that nobody has published. */
export type SchemaFlag = {
  readonly tenantId: string;
  readonly deviceId: string;
  readonly declared: string;
  readonly checkedBy: string;
  /** Unix milliseconds. */
  readonly at: number;
};

export type FlagRecorder = {
  note(flag: SchemaFlag): void;
  /** Writes what was noted. What cannot be written stays noted. */
  flush(): Promise<void>;
};

type Noted = Omit<SchemaFlag, "at"> & { messages: number; firstAt: number; lastAt: number };

/** A device that is new is known within seconds; one that goes on is written once a minute, however much it says. */
const FIRST_AFTER_MS = 1_000;
const AGAIN_AFTER_MS = 60_000;
const NOTED_MAX = 10_000;
/** A device that makes versions up has at most twice as many rows. */
const DECLARED_MAX = 20;

/** Counts flags in memory and writes a row for each device and version at most once a minute. */
export function createFlagRecorder(db: Database, onError: (reason: unknown) => void): FlagRecorder {
  const noted = new Map<string, Noted>();
  const written = new Set<string>();
  let timer: { readonly handle: NodeJS.Timeout; readonly isFirst: boolean } | null = null;
  let writing: Promise<void> = Promise.resolve();

  const schedule = (isFirst: boolean) => {
    if (timer !== null && (timer.isFirst || !isFirst)) return;
    if (timer !== null) clearTimeout(timer.handle);
    timer = { handle: setTimeout(flush, isFirst ? FIRST_AFTER_MS : AGAIN_AFTER_MS).unref(), isFirst };
  };
  function flush(): Promise<void> {
    if (timer !== null) clearTimeout(timer.handle);
    timer = null;
    writing = writing.then(async () => {
      for (const [tenantId, keys] of groupByTenant(noted)) {
        const own = take(noted, keys);
        try {
          await withTenant(db, tenantId, (tx) => saveFlags(tx, own));
          for (const key of keys) written.add(key);
        } catch (reason) {
          for (const flag of own) add(noted, flag);
          onError(reason);
        }
      }
      if (noted.size > 0) schedule(false);
    });
    return writing;
  }
  return {
    note: ({ at, ...flag }) => {
      const key = keyOf(flag);
      if (noted.size >= NOTED_MAX && !noted.has(key)) return;
      add(noted, { ...flag, messages: 1, firstAt: at, lastAt: at });
      if (written.size > NOTED_MAX) written.clear();
      schedule(!written.has(key));
    },
    flush,
  };
}

const keyOf = ({ tenantId, deviceId, declared }: Pick<SchemaFlag, "tenantId" | "deviceId" | "declared">) =>
  `${tenantId}/${deviceId}/${declared}`;

function add(noted: Map<string, Noted>, flag: Noted): void {
  const key = keyOf(flag);
  const known = noted.get(key);
  if (known === undefined) noted.set(key, flag);
  else {
    known.messages += flag.messages;
    known.firstAt = Math.min(known.firstAt, flag.firstAt);
    known.lastAt = Math.max(known.lastAt, flag.lastAt);
  }
}

function groupByTenant(noted: ReadonlyMap<string, Noted>): Map<string, string[]> {
  const groups = new Map<string, string[]>();
  for (const [key, { tenantId }] of noted) groups.set(tenantId, [...(groups.get(tenantId) ?? []), key]);
  return groups;
}

function take(noted: Map<string, Noted>, keys: readonly string[]): Noted[] {
  return keys.flatMap((key) => {
    const flag = noted.get(key);
    noted.delete(key);
    return flag === undefined ? [] : [flag];
  });
}

/** The first few of each device. */
function fewOfEach(flags: readonly Noted[]): Noted[] {
  const counts = new Map<string, number>();
  return flags.filter(({ deviceId }) => {
    const before = counts.get(deviceId) ?? 0;
    counts.set(deviceId, before + 1);
    return before < DECLARED_MAX;
  });
}

async function saveFlags(tx: TenantTx, noted: readonly Noted[]): Promise<void> {
  const flags = fewOfEach(noted);
  const column = <T>(pick: (flag: Noted) => T) => flags.map(pick);
  await tx.rows.$executeRaw`
    INSERT INTO schema_flags AS known (tenant_id, device_id, declared, checked_by, messages, first_seen_at, last_seen_at)
    SELECT ${tx.tenantId}::uuid, flag.* FROM unnest(
      ${column(({ deviceId }) => deviceId)}::uuid[], ${column(({ declared }) => declared)}::text[],
      ${column(({ checkedBy }) => checkedBy)}::text[], ${column(({ messages }) => messages)}::bigint[],
      ${column(({ firstAt }) => new Date(firstAt))}::timestamptz[], ${column(({ lastAt }) => new Date(lastAt))}::timestamptz[])
      AS flag (device_id, declared, checked_by, messages, first_seen_at, last_seen_at)
    LEFT JOIN schema_flags AS own ON own.tenant_id = ${tx.tenantId}::uuid AND own.device_id = flag.device_id
      AND own.declared = flag.declared
    WHERE own.declared IS NOT NULL
      OR (SELECT count(*) FROM schema_flags AS others WHERE others.tenant_id = ${tx.tenantId}::uuid
            AND others.device_id = flag.device_id) < ${DECLARED_MAX}
    ON CONFLICT (tenant_id, device_id, declared) DO UPDATE SET messages = known.messages + excluded.messages,
      checked_by = excluded.checked_by, first_seen_at = least(known.first_seen_at, excluded.first_seen_at),
      last_seen_at = greatest(known.last_seen_at, excluded.last_seen_at)`;
}
