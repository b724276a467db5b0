import { isDeepStrictEqual } from "node:util";
import type { EdgePackage, EdgeSource } from "@outstation/contracts/edge/package";
import type { Reading } from "@outstation/contracts/mqtt/reading";
import type { DeviceStatus } from "@outstation/contracts/mqtt/status";
import { type Clock, sleep } from "@outstation/kit/clock";
import type { Logger } from "@outstation/kit/logger";
import { createDriver } from "../drivers/create-driver";
import type { Driver, SourceHealth } from "../drivers/driver";
import { lineOf } from "../drivers/health-reporter";
import { type ClockDoubt, markDoubtful } from "../health/clock-mark";
import { createNormaliser, type Normaliser } from "../normalise/normaliser";
import type { PackageUser } from "./package-user";

/** Protocol libraries leave some of their promises unsettled for ever. */
const STOP_MS = 600;
/** As many as a status may carry. */
const SILENT_NAMED_MAX = 20;

type Reporting = EdgePackage["reporting"];
type Line = {
  readonly source: EdgeSource;
  readonly reporting: Reporting;
  readonly driver: Driver | null;
  readonly normaliser: Normaliser;
  /** Points that were silent when it was last said. */
  silent: number;
};

/** The sources of the package that is in use: a driver and a normaliser each. */
export type Sources = PackageUser & {
  /** Has every point that was silent for a heartbeat reported again. */
  beat(): void;
  /** Stops a source and starts it anew. @returns false where the package has none of that name. */
  restart(sourceId: string): Promise<boolean>;
  /** The sources with points that stopped while the source is connected, for the status. */
  silent(): Pick<DeviceStatus, "silent">;
  /** The last that each source of the package said of itself. */
  states(): ReadonlyMap<string, SourceHealth>;
  stop(): Promise<void>;
};

/**
 * Runs the sources of the package. A change of the package stops and starts only the sources that it changes: the others go
 * on without a gap.
 */
export function createSources(options: {
  readonly dataDir: string;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly onReadings: (source: EdgeSource, readings: readonly Reading[]) => void;
  /** What a reading has to carry along whose time is the gateway's own, or null while its clock is trusted. */
  readonly doubt?: () => ClockDoubt | null;
  /** Every reading of a source and the loss of it, whether or not it is worth reporting; no heartbeats. */
  readonly onSeen: (source: EdgeSource, readings: readonly Reading[]) => void;
  readonly onHealth: (source: EdgeSource, health: SourceHealth) => void;
  /** Resolves when the readings before it are in the spool. */
  readonly stored: () => Promise<void>;
}): Sources {
  const { dataDir, clock, logger } = options;
  const marking = { clock, doubt: options.doubt ?? (() => null) };
  const lines = new Map<string, Line>();
  const states = new Map<string, SourceHealth>();

  async function start(source: EdgeSource, reporting: Reporting) {
    const normaliser = createNormaliser({ points: source.points, heartbeatMs: reporting.heartbeatMs, clock });
    const say = (health: SourceHealth) => {
      const lost = markDoubtful(() => normaliser.sourceIs(health.state), marking);
      options.onSeen(source, lost);
      options.onReadings(source, lost);
      states.set(source.id, health);
      options.onHealth(source, health);
      logger.info({ source: source.id, ...health }, "source");
    };
    // One source whose driver cannot even be made must not keep the others from working.
    const driver = await createDriver(source, { dataDir, logger }).catch((reason: unknown) => {
      say({ state: "failed", detail: lineOf(reason).slice(0, 500) });
      return null;
    });
    lines.set(source.id, { source, reporting, driver, normaliser, silent: 0 });
    driver?.start({
      onReadings: (raw) => {
        const seen: Reading[] = [];
        const changed = markDoubtful(() => normaliser.accept(raw, (reading) => seen.push(reading)), marking);
        options.onSeen(source, seen);
        options.onReadings(source, changed);
      },
      onHealth: say,
      stored: options.stored,
    });
  }

  /** A source whose points fall silent still says that it is connected: its health says the rest. */
  function saySilent(line: Line) {
    const { source, normaliser } = line;
    const points = normaliser.silent();
    if (points.length === line.silent) return;
    line.silent = points.length;
    const health = states.get(source.id) ?? { state: "connected" };
    const named = points.slice(0, 3).map(({ point }) => point);
    logger.warn({ source: source.id, silent: points.length, points: named }, "points that say nothing");
    const detail = `${points.length} of ${source.points.length} points say nothing: ${named.join(", ")}`.slice(0, 500);
    options.onHealth(source, points.length === 0 ? health : { ...health, detail });
  }

  async function end(line: Line) {
    lines.delete(line.source.id);
    states.delete(line.source.id);
    await Promise.race([line.driver?.stop(), sleep(STOP_MS)]);
  }

  const isAsBefore = ({ source, reporting }: Line, wanted: EdgePackage) =>
    isDeepStrictEqual(reporting, wanted.reporting) &&
    wanted.sources.some((other) => other.id === source.id && isDeepStrictEqual(other, source));

  return {
    async use(edgePackage) {
      await Promise.all([...lines.values()].filter((line) => !isAsBefore(line, edgePackage)).map(end));
      await Promise.all(
        edgePackage.sources.filter(({ id }) => !lines.has(id)).map((source) => start(source, edgePackage.reporting)),
      );
    },
    beat() {
      for (const line of lines.values()) {
        options.onReadings(
          line.source,
          markDoubtful(() => line.normaliser.heartbeat(), marking),
        );
        saySilent(line);
      }
    },
    silent() {
      const silent = [...lines.values()].flatMap(({ source, normaliser }) => {
        const points = normaliser.silent();
        if (points.length === 0) return [];
        return [{ source: source.id, count: points.length, points: points.slice(0, SILENT_NAMED_MAX) }];
      });
      return silent.length === 0 ? {} : { silent };
    },
    async restart(sourceId) {
      const line = lines.get(sourceId);
      if (line === undefined) return false;
      await end(line);
      await start(line.source, line.reporting);
      return true;
    },
    states: () => states,
    async stop() {
      await Promise.all([...lines.values()].map(end));
    },
  };
}
