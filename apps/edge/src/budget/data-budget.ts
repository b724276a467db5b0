import { ON_BUDGET } from "@outstation/contracts/edge/budget";
import type { EdgePackage, EdgeSource } from "@outstation/contracts/edge/package";
import { POINT_PRIORITIES, type PointPriority } from "@outstation/contracts/edge/reporting";
import type { Reading } from "@outstation/contracts/mqtt/reading";
import type { DeviceStatus } from "@outstation/contracts/mqtt/status";
import type { Clock } from "@outstation/kit/clock";
import type { Logger } from "@outstation/kit/logger";
import type { PackageUser } from "../package/package-user";
import { chooseStep } from "./choose-step";
import { createLedgerKeeper, readLedger } from "./ledger";
import { monthOf } from "./month";
import { batchMsAt, costsOf, STEPS, type Step } from "./steps";
import { createThinner, type Told } from "./thinner";
import { createWireCounter } from "./wire-counter";

const LOOK_EVERY_MS = 60_000;
/** Flash wears by writing: a crash costs at most the counting of so long. */
const KEEP_EVERY_MS = 600_000;

/** Keeps a gateway within the data budget of its package: counts what really goes over the wire, and slows down step by step. */
export type DataBudgetKeeper = PackageUser & {
  /** Hands on what may go now; the rest waits for its time. */
  pass(source: EdgeSource, readings: readonly Reading[]): void;
  /** Hands on what has waited long enough: before each batch. */
  due(): void;
  /** The package as its batches go at the present step. */
  slowed(edgePackage: EdgePackage): EdgePackage;
  /** How often a status goes, ms; undefined: as without a budget. */
  statusMs(): number | undefined;
  status(): Pick<DeviceStatus, "data">;
  /** Counts and decides now, as it does every minute. */
  look(): void;
  stop(): Promise<void>;
};

export type DataBudgetOptions = {
  readonly dataDir: string;
  readonly clock: Clock;
  readonly logger: Logger;
  /** Bytes of TCP payload since the start, as the sockets counted them. */
  readonly bytes: () => number;
  readonly onReadings: (source: EdgeSource, readings: readonly Reading[], priority: PointPriority) => void;
  /** Told when the step changed: batches and status go at another pace from now on. */
  readonly onPace: () => void;
};

export function startDataBudget(options: DataBudgetOptions): DataBudgetKeeper {
  const { dataDir, clock, logger } = options;
  let edgePackage: EdgePackage | null = null;
  let costs: ReturnType<typeof costsOf> = [];
  let step = 0;
  let ledger: { since: number; usedBytes: number } | null = null;
  const counter = createWireCounter(options.bytes, clock.now());
  let projectedBytes = 0;
  let keptAt = 0;
  const keeper = createLedgerKeeper(dataDir, (reason) =>
    logger.warn({ reason: String(reason) }, "the data budget's count cannot be kept"),
  );

  const current = (): Step => STEPS[step] ?? { batchMs: 0, minIntervalMs: { low: 0, normal: 0, high: 0 }, statusMs: 0 };
  const thinner = createThinner((priority) => current().minIntervalMs[priority], clock);

  /** A busy source calls hundreds of times a second, and may have thousands of points. */
  const pointsBySource = new WeakMap<EdgeSource, ReadonlyMap<string, EdgeSource["points"][number]>>();
  function pointsOf(source: EdgeSource) {
    const known = pointsBySource.get(source) ?? new Map(source.points.map((point) => [point.name, point]));
    pointsBySource.set(source, known);
    return known;
  }

  function handOn(told: readonly Told[]) {
    const groups = new Map<EdgeSource, Partial<Record<PointPriority, Reading[]>>>();
    for (const { source, priority, reading } of told) {
      const group = groups.get(source) ?? {};
      groups.set(source, group);
      group[priority] ??= [];
      group[priority].push(reading);
    }
    for (const [source, group] of groups)
      for (const priority of POINT_PRIORITIES) {
        const readings = group[priority];
        if (readings !== undefined) options.onReadings(source, readings, priority);
      }
  }

  function look() {
    const budget = edgePackage?.budget;
    if (budget === undefined) return;
    const now = clock.now();
    const month = monthOf(now, budget.resetsOnDay);
    const wire = counter.count(now, costs[step]);
    if (ledger === null || ledger.since !== month.since) ledger = { since: month.since, usedBytes: 0 };
    ledger.usedBytes += wire;
    const choice = chooseStep({
      ...{ now, month, step, ratio: counter.ratio(), usedBytes: ledger.usedBytes, budgetBytes: budget.bytesPerMonth },
      costs: costs.map((cost) => cost.wire),
    });
    projectedBytes = choice.projectedBytes;
    if (choice.step !== step) moveTo(choice.step, ledger.usedBytes);
    if (now - keptAt >= KEEP_EVERY_MS) keep(now);
  }

  function moveTo(next: number, usedBytes: number) {
    const told = { from: step, to: next, usedBytes: Math.round(usedBytes), projectedBytes: Math.round(projectedBytes) };
    logger[next > step ? "warn" : "info"](told, "the data budget sets the pace");
    // What waits by the old pace would wait too long by a faster one.
    if (next < step) handOn(thinner.release());
    step = next;
    options.onPace();
  }

  function keep(now: number) {
    keptAt = now;
    if (ledger !== null) keeper.keep({ ...ledger });
  }

  const timer = setInterval(look, LOOK_EVERY_MS);
  return {
    async use(next) {
      const wasKnown = edgePackage !== null;
      edgePackage = next;
      costs = next.budget === undefined ? [] : costsOf(next);
      counter.startAnew();
      if (next.budget === undefined) {
        handOn(thinner.release());
        step = 0;
        return;
      }
      if (!wasKnown || ledger === null) ledger = await readLedger(dataDir);
      look();
    },
    pass(source, readings) {
      const points = pointsOf(source);
      const told = readings.map((reading) => {
        const { priority = "normal", report } = points.get(reading.point) ?? {};
        return { source, priority, reading, isOneOfMany: report !== "every" };
      });
      // A value that counts for itself, such as an interval's energy, is not thinned.
      handOn(
        step === 0
          ? told
          : [...told.filter((one) => !one.isOneOfMany), ...thinner.pass(told.filter((one) => one.isOneOfMany))],
      );
    },
    due: () => handOn(thinner.due()),
    slowed: (wanted) => ({
      ...wanted,
      reporting: {
        ...wanted.reporting,
        batchMs: wanted.budget === undefined ? wanted.reporting.batchMs : batchMsAt(wanted, current()),
      },
    }),
    statusMs: () => (edgePackage?.budget === undefined ? undefined : current().statusMs),
    status() {
      const budget = edgePackage?.budget;
      if (budget === undefined || ledger === null) return {};
      const { since, until } = monthOf(clock.now(), budget.resetsOnDay);
      const [usedBytes, projected] = [Math.round(ledger.usedBytes), Math.round(projectedBytes)];
      return {
        data: { usedBytes, budgetBytes: budget.bytesPerMonth, projectedBytes: projected, since, until, step },
      };
    },
    look,
    async stop() {
      clearInterval(timer);
      handOn(thinner.release());
      if (edgePackage?.budget === undefined) return;
      look();
      keep(clock.now());
      await keeper.settled();
    },
  };
}

/** The connection's keep-alive, s; undefined: as without a budget. */
export const keepAliveOf = ({ budget }: EdgePackage): number | undefined =>
  budget === undefined ? undefined : ON_BUDGET.keepAliveS;
