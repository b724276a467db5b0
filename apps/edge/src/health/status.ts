import type { EdgePackage } from "@outstation/contracts/edge/package";
import type { DeviceStatus } from "@outstation/contracts/mqtt/status";
import type { Clock } from "@outstation/kit/clock";
import type { SourceHealth } from "../drivers/driver";
import type { PackageUser } from "../package/package-user";
import type { SpoolLevel } from "../spool/spool";

const EVERY_MS = 10_000;
/** Changes within this time are said together: a gateway that loses its switch loses every source at once. */
const SETTLE_MS = 200;
/** Where each costs money, a source that comes and goes is not told each time. */
const SETTLE_ON_BUDGET_MS = 10_000;

export type HealthBoard = PackageUser & {
  /** Notes a source's health and says so soon. */
  note(sourceId: string, health: SourceHealth): void;
  /** Something else of the status changed: says so soon. */
  saySoon(): void;
  /** Says the whole status now. */
  sayNow(): void;
  /** The last word of an orderly stop. */
  farewell(): string;
  stop(): void;
};

/** Keeps what the gateway knows of itself and says it every 10 s and when a source's state changes. */
export function startHealthBoard(options: {
  readonly edgePackage: EdgePackage;
  readonly software: string;
  readonly boot: number;
  readonly clock: Clock;
  readonly level: () => SpoolLevel;
  readonly say: (status: string) => void;
  /** How often, ms, and undefined for 10 s: a data budget has its own pace. Asked again when the package changes. */
  readonly everyMs?: () => number | undefined;
  /** What other parts have to say, each in fields of its own. */
  readonly parts?: readonly (() => Partial<DeviceStatus>)[];
}): HealthBoard {
  const { clock, parts = [] } = options;
  let { edgePackage } = options;
  const sources = new Map<string, SourceHealth>();
  const status = (online: boolean): string =>
    JSON.stringify({
      online,
      ts: clock.now(),
      boot: options.boot,
      software: options.software,
      buffer: options.level(),
      sources: edgePackage.sources.map(({ id, device, driver }) => ({
        id,
        device,
        driver,
        ...(sources.get(id) ?? { state: "connecting" as const }),
      })),
      ...Object.assign({}, ...parts.map((part) => part())),
    } satisfies DeviceStatus);
  const sayNow = () => options.say(status(true));
  let settling: NodeJS.Timeout | undefined;
  const saySoon = () => {
    const ms = options.everyMs?.() === undefined ? SETTLE_MS : SETTLE_ON_BUDGET_MS;
    settling ??= setTimeout(() => {
      settling = undefined;
      sayNow();
    }, ms);
  };
  let timer: NodeJS.Timeout | undefined;
  const plan = () => {
    clearInterval(timer);
    timer = setInterval(sayNow, options.everyMs?.() ?? EVERY_MS);
  };
  plan();
  return {
    sayNow,
    use(next) {
      edgePackage = next;
      plan();
      const known = new Set(next.sources.map(({ id }) => id));
      for (const id of sources.keys()) if (!known.has(id)) sources.delete(id);
    },
    note(sourceId, health) {
      sources.set(sourceId, health);
      saySoon();
    },
    saySoon,
    farewell: () => status(false),
    stop() {
      clearInterval(timer);
      clearTimeout(settling);
    },
  };
}
