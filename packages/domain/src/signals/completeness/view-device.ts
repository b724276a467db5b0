import type { Database } from "@outstation/db/database";
import { findFirstHour, listBootSpans, listGaps, listHours } from "@outstation/db/series/gaps-read";
import { withTenant } from "@outstation/db/tenant";
import { fault } from "@outstation/kit/fault";
import { HOUR_MS, hourOf } from "./hours";
import type { Cause } from "./ledger";
import { percentOf } from "./percent";
import { restartSilences, type Silence, silentHours } from "./silence";

export type Period = { readonly from: number; readonly to: number };

/** Numbers that are missing, or were until `healedAt`. Times are Unix milliseconds. */
export type GapView = {
  readonly boot: number;
  readonly from: number;
  readonly to: number;
  readonly messages: number;
  /** When the messages before and after were measured; null where none came before. */
  readonly after: number | null;
  readonly before: number;
  readonly openedAt: number;
  readonly cause: Cause;
  /** How many of them lie in quarantine, and may be replayed. */
  readonly quarantined: number;
  readonly healedAt: number | null;
};

export type HourView = {
  readonly hour: number;
  readonly received: number;
  readonly missing: number;
  /** Messages with readings of the device itself, numbered or not. */
  readonly carried: number;
};

export type DeviceCompleteness = {
  readonly deviceKey: string;
  /** Whose numbers count: the device's own, or its gateway's. Null: nobody numbers its messages, so what is missing cannot be told. */
  readonly countedAt: { readonly key: string; readonly name: string } | null;
  readonly received: number;
  readonly missing: number;
  /** Null where nothing was due. */
  readonly percent: number | null;
  readonly hours: readonly HourView[];
  readonly gaps: readonly GapView[];
  /** More gaps than these touch the period. */
  readonly hasMoreGaps: boolean;
  /** Time between two boots of the sender in which nothing was measured. */
  readonly restarts: readonly (Silence & { readonly boot: number })[];
  /** Whole hours without a message of the device, where nothing is numbered. */
  readonly silences: readonly Silence[];
  /** The first hour anything was counted in; null: nothing yet. */
  readonly countedSince: number | null;
};

export const COMPLETENESS_DAYS_MAX = 93;
const GAPS_MAX = 200;
const BOOTS_MAX = 1000;

/**
 * What arrived of one device in a period, by hour, and what did not.
 * @throws Fault `device.not_found`, `completeness.range_invalid`
 */
export async function viewDeviceCompleteness(
  db: Database,
  tenantId: string,
  asked: Period & { readonly deviceKey: string },
  now: number,
): Promise<DeviceCompleteness> {
  const period = requirePeriod(asked);
  const device = await withTenant(db, tenantId, (tx) =>
    tx.rows.device.findUnique({
      where: { tenantId_key: { tenantId, key: asked.deviceKey } },
      select: { id: true, key: true, name: true, gateway: { select: { id: true, key: true, name: true } } },
    }),
  );
  if (device === null) throw fault("device.not_found", `There is no device "${asked.deviceKey}".`);
  const sender = await findSender(db, tenantId, device);
  const counter = sender ?? device;
  const [own, theirs, gaps, boots, countedSince] = await Promise.all([
    listHours(db, tenantId, device.id, period),
    counter.id === device.id ? null : listHours(db, tenantId, counter.id, period),
    listGaps(db, tenantId, counter.id, period, GAPS_MAX + 1),
    listBootSpans(db, tenantId, counter.id, period, BOOTS_MAX),
    findFirstHour(db, tenantId, device.id),
  ]);
  const hours = mergeHours(own, theirs ?? own);
  const received = hours.reduce((sum, hour) => sum + hour.received, 0);
  const missing = hours.reduce((sum, hour) => sum + hour.missing, 0);
  return {
    deviceKey: device.key,
    countedAt: sender && { key: sender.key, name: sender.name },
    ...{ received, missing, percent: percentOf(received, missing), hours },
    gaps: gaps.slice(0, GAPS_MAX).map(viewGap),
    hasMoreGaps: gaps.length > GAPS_MAX,
    restarts: restartSilences(boots).filter(({ from, to }) => to > period.from && from < period.to),
    silences: sender === null && countedSince !== null ? silencesOf(own, countedSince, period, now) : [],
    countedSince,
  };
}

type Sender = { readonly id: string; readonly key: string; readonly name: string };

/** Whose numbers count: the device's own where it ever sent one, otherwise its gateway's. */
async function findSender(
  db: Database,
  tenantId: string,
  device: Sender & { readonly gateway: Sender | null },
): Promise<Sender | null> {
  const ever = { from: 0, to: Date.UTC(9999, 0, 1) };
  const isSender = async (id: string) => (await listBootSpans(db, tenantId, id, ever, 1)).length > 0;
  if (await isSender(device.id)) return device;
  return device.gateway !== null && (await isSender(device.gateway.id)) ? device.gateway : null;
}

type Counts = Awaited<ReturnType<typeof listHours>>;

/** The sender's numbers beside the device's own messages. */
function mergeHours(own: Counts, senders: Counts): HourView[] {
  const carried = new Map(own.map((row) => [row.hour, row.carried]));
  const numbered = new Map(senders.map((row) => [row.hour, row]));
  return [...new Set([...carried.keys(), ...numbered.keys()])]
    .sort((a, b) => a - b)
    .map((hour) => ({
      hour,
      received: numbered.get(hour)?.received ?? 0,
      missing: numbered.get(hour)?.missing ?? 0,
      carried: carried.get(hour) ?? 0,
    }));
}

const silencesOf = (own: Counts, countedSince: number, { from, to }: Period, now: number): Silence[] =>
  silentHours(
    own.filter(({ carried }) => carried > 0).map(({ hour }) => hour),
    { from: Math.max(from, countedSince), to: Math.min(to, now) },
  );

/** What was quarantined after its gap was entered is known to be there by now. */
function viewGap(row: Awaited<ReturnType<typeof listGaps>>[number]): GapView {
  const messages = row.to - row.from + 1;
  return { ...row, messages, cause: row.quarantined === messages ? "quarantined" : (row.cause as Cause) };
}

/** Whole hours, because that is what is counted. @throws Fault `completeness.range_invalid` */
export function requirePeriod({ from, to }: Period): Period {
  if (!(from < to) || to - from > COMPLETENESS_DAYS_MAX * 86_400_000)
    throw fault(
      "completeness.range_invalid",
      `The range must end after it begins and span at most ${COMPLETENESS_DAYS_MAX} days.`,
    );
  return { from: hourOf(from), to: Math.ceil(to / HOUR_MS) * HOUR_MS };
}
