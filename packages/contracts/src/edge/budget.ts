import { commonNameOf } from "../mqtt/identity";
import { upTopic } from "../mqtt/topics";
import { type Behaviour, batchOf, CAREFUL } from "./budget-traffic";
import {
  type ConnectionSizes,
  type Cost,
  clockCheckCost,
  connectCost,
  exchangeCost,
  leaveCost,
  pingCost,
  plus,
  publishBytes,
  TYPICAL_CONNECTION,
  times,
} from "./budget-wire";
import type { EdgePackage } from "./package";

const DAY_MS = 86_400_000;
/** The longest month: a plan must hold in it too. */
export const MONTH_DAYS = 31;

/** What a gateway does beside sending readings; what a package leaves open. */
export type Habits = {
  /** How often `up/status` is said, ms, and how long it is. */
  readonly statusMs: number;
  readonly statusBytes: number;
  readonly keepAliveS: number;
  readonly reconnectsPerDay: number;
  readonly clockChecksPerDay: number;
  readonly connection: ConnectionSizes;
  readonly behaviour: Behaviour;
};

/** Without a budget: what a gateway does on a wire that costs nothing. */
export const AT_EASE = { statusMs: 10_000, keepAliveS: 20 } as const;
/** With one: a status each quarter of an hour, and what keeps a carrier's translation table from forgetting the connection. */
export const ON_BUDGET = { statusMs: 900_000, keepAliveS: 240 } as const;

export type Forecast = {
  /** Everything on the wire, both ways, IP headers included; `stream` is the part that a socket counts. */
  readonly perDay: Cost;
  /** In a month of 31 days. */
  readonly bytesPerMonth: number;
  readonly parts: Readonly<Record<"telemetry" | "status" | "keepAlive" | "connections" | "clock", number>>;
  readonly readingsPerDay: number;
  readonly messagesPerDay: number;
  readonly budgetBytes: number | null;
  /** The first day of a month on which more than the budget is used, from 1; null: never. */
  readonly firstDayOver: number | null;
};

/** Habits of a package: those of a budget where it has one. */
export function habitsOf(edgePackage: EdgePackage): Habits {
  const status = upTopic({ tenant: edgePackage.tenant, device: edgePackage.gateway }, "status");
  return {
    ...(edgePackage.budget === undefined ? AT_EASE : ON_BUDGET),
    statusBytes: statusBytes(edgePackage),
    reconnectsPerDay: 4,
    clockChecksPerDay: 24,
    connection: {
      ...TYPICAL_CONNECTION,
      statusTopic: status.length,
      clientId: commonNameOf({ tenant: edgePackage.tenant, device: edgePackage.gateway }).length,
    },
    behaviour: CAREFUL,
  };
}

/**
 * What a package will cost on the wire, before it is deployed: every reading's message, its PUBACK, TLS, TCP and its ACKs,
 * status, keep-alive, reconnections, clock checks.
 * @param known what is known better than `habitsOf` can guess
 */
export function forecastBudget(edgePackage: EdgePackage, known: Partial<Habits> = {}): Forecast {
  const habits = { ...habitsOf(edgePackage), ...known };
  const device = { tenant: edgePackage.tenant, device: edgePackage.gateway };
  const { reporting } = edgePackage;
  const batch = batchOf(edgePackage, habits.behaviour);
  const batches = (DAY_MS / reporting.batchMs) * batch.share;
  const topic = upTopic(device, "telemetry").length;
  const plain = batch.messages * publishBytes(batch.payload / Math.max(1, batch.messages), topic);
  const telemetry = times(exchangeCost({ plain, messages: batch.messages }), batches);

  const statuses = DAY_MS / habits.statusMs;
  const statusPlain = publishBytes(habits.statusBytes, upTopic(device, "status").length);
  const status = times(exchangeCost({ plain: statusPlain, messages: 1 }), statuses);

  const parts = {
    telemetry,
    status,
    keepAlive: times(pingCost(), pingsPerDay(habits.keepAliveS, batches + statuses)),
    connections: times(plus(connectCost(habits.connection), leaveCost()), habits.reconnectsPerDay),
    clock: times(clockCheckCost(), habits.clockChecksPerDay),
  };
  const perDay = plus(...Object.values(parts));
  const budgetBytes = edgePackage.budget?.bytesPerMonth ?? null;
  return {
    perDay,
    bytesPerMonth: perDay.wire * MONTH_DAYS,
    parts: Object.fromEntries(Object.entries(parts).map(([name, { wire }]) => [name, wire])) as Forecast["parts"],
    readingsPerDay: batch.readings * batches,
    messagesPerDay: batch.messages * batches,
    budgetBytes,
    firstDayOver: budgetBytes === null ? null : firstDayOver(perDay.wire, budgetBytes),
  };
}

/** A ping goes out when nothing else did for the keep-alive time: `sent` writes a day, at random moments, leave so many such gaps. */
function pingsPerDay(keepAliveS: number, sent: number): number {
  const keepAliveMs = keepAliveS * 1000;
  const meanGapMs = DAY_MS / Math.max(sent, 1);
  if (meanGapMs <= keepAliveMs) return 0;
  return sent * Math.floor(meanGapMs / keepAliveMs);
}

function firstDayOver(perDay: number, budget: number): number | null {
  const day = Math.floor(budget / perDay) + 1;
  return day <= MONTH_DAYS ? day : null;
}

/** `up/status` of a gateway: what it says of itself, 1,100 bytes as counted with a budget and a spool, and a line for each source. */
const statusBytes = ({ sources }: EdgePackage): number =>
  1_100 + sources.reduce((sum, { id, device, driver }) => sum + id.length + device.length + driver.length + 60, 0);

/** Such as `31 MB/month of 50; first day over budget: never`. */
export function budgetSentence({ bytesPerMonth, budgetBytes, firstDayOver: day }: Forecast): string {
  const used = `${megabytes(bytesPerMonth)} MB/month`;
  if (budgetBytes === null) return `${used}; no budget`;
  return `${used} of ${megabytes(budgetBytes)}; first day over budget: ${day === null ? "never" : day}`;
}

const megabytes = (bytes: number): string => {
  const mega = bytes / 1e6;
  return mega >= 10 || Number.isInteger(mega) ? String(Math.round(mega)) : mega.toFixed(1);
};
