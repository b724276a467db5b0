import type { EdgePackage } from "@outstation/contracts/edge/package";
import { type TimeCheck, TimeCheck as TimeCheckSchema } from "@outstation/contracts/edge/time-check";
import type { DeviceStatus } from "@outstation/contracts/mqtt/status";
import { backoffMs } from "@outstation/kit/backoff";
import { type Clock, sleep } from "@outstation/kit/clock";
import type { Logger } from "@outstation/kit/logger";
import type { PackageUser } from "../package/package-user";
import type { SiteProxy } from "../uplink/proxy";
import { askPlatform } from "./clock-date";
import type { ClockDoubt } from "./clock-mark";
import { askTimeServer, type ClockMeasurement } from "./clock-sntp";
import { type ClockCheckpoint, type ClockVerdict, verdictOn } from "./clock-trust";

/** A time server is asked every hour; the platform, at 4 kB a time, every six. */
const EVERY_MS = { sntp: 3_600_000, platform: 6 * 3_600_000 };
/** The first readings wait for the first check so long: a check takes a few round trips, and a platform that is away takes longer. */
const FIRST_WAIT_MS = 3_000;
const AGAIN = { baseMs: 15_000, maxMs: 900_000 };

export type ClockCheck = PackageUser & {
  /** By these servers from now on; waits for the first check, but not for long. */
  use(edgePackage: EdgePackage): Promise<void>;
  /** Resolves when the first check has come to a result, whichever. */
  readonly settled: Promise<void>;
  /** Checks now; resolves when it is done, whatever came of it. */
  check(): Promise<void>;
  /** The platform can be reached: a clock that was never measured is measured now. */
  platformReached(): void;
  verdict(): ClockVerdict;
  /** What a reading with a time of this clock has to carry along, or null while the clock is trusted. */
  doubt(): ClockDoubt | null;
  /** What a status says of the clock. */
  status(): Pick<DeviceStatus, "clock">;
  stop(): void;
};

export type ClockCheckOptions = {
  readonly clock: Clock;
  /** A clock that nobody sets, ms. */
  readonly steady?: () => number;
  readonly logger: Logger;
  /** Asked where no time server answers; null: an identity from before it was kept. */
  readonly platform: { readonly url: string; readonly rootCertificate: string } | null;
  readonly proxy?: SiteProxy | undefined;
};

/** Keeps measuring the gateway's clock by the package's time servers, or else by the platform. It never sets it. */
export function startClockCheck(options: ClockCheckOptions): ClockCheck {
  const { clock, logger, steady = () => performance.now() } = options;
  let settings: TimeCheck = TimeCheckSchema.parse({});
  let checkpoint: ClockCheckpoint | null = null;
  let detail: string | undefined;
  let failures = 0;
  let checking: Promise<void> | null = null;
  let timer: NodeJS.Timeout | undefined;
  let stopped = false;
  let wasTrusted: boolean | null = null;
  let settle = () => {};
  const settled = new Promise<void>((resolve) => {
    settle = resolve;
  });

  const verdict = () => verdictOn(checkpoint, { wall: clock.now(), steady: steady() }, settings.toleranceMs);

  function status() {
    const { trusted, offsetMs, uncertaintyMs } = verdict();
    return {
      clock: {
        trusted,
        source: checkpoint?.source ?? ("none" as const),
        ...(offsetMs === null ? {} : { offsetMs: Math.round(offsetMs) }),
        ...(uncertaintyMs === null ? {} : { uncertaintyMs: Math.round(uncertaintyMs) }),
        ...(checkpoint === null ? {} : { checkedAt: Math.round(checkpoint.trueTime) }),
        ...(detail === undefined ? {} : { detail }),
      },
    };
  }

  async function measure(): Promise<ClockMeasurement & { source: ClockCheckpoint["source"] }> {
    const answers = await Promise.allSettled(settings.servers.map((server) => askTimeServer(server, clock)));
    const measured = answers.flatMap((answer) => (answer.status === "fulfilled" ? [answer.value] : []));
    // The middle one: of three servers, one that is wrong is outvoted.
    const middle = measured.toSorted((a, b) => a.offsetMs - b.offsetMs)[Math.floor((measured.length - 1) / 2)];
    if (middle !== undefined) return { ...middle, source: "sntp" };
    const [refused] = answers.flatMap((answer) => (answer.status === "rejected" ? [answer.reason as Error] : []));
    if (options.platform === null) throw refused ?? new Error("there is nobody to ask for the time");
    const { url, rootCertificate: ca } = options.platform;
    return { ...(await askPlatform(new URL(url), { ca, proxy: options.proxy }, clock)), source: "platform" };
  }

  async function look() {
    try {
      const measured = await measure();
      checkpoint = { ...measured, trueTime: clock.now() - measured.offsetMs, at: steady() };
      [failures, detail] = [0, undefined];
      plan(EVERY_MS[measured.source]);
    } catch (reason) {
      const { message, code } = reason as { message?: string; code?: string };
      detail = (message || code || String(reason)).slice(0, 200);
      plan(backoffMs(failures++, AGAIN));
    }
    const now = verdict();
    if (now.trusted !== wasTrusted) logger[now.trusted ? "info" : "warn"]({ ...status().clock }, "clock checked");
    wasTrusted = now.trusted;
    settle();
  }

  function plan(ms: number) {
    clearTimeout(timer);
    if (!stopped) timer = setTimeout(check, ms);
  }

  function check(): Promise<void> {
    checking ??= look().finally(() => {
      checking = null;
    });
    return checking;
  }

  return {
    settled,
    check,
    verdict,
    async use({ time }) {
      settings = time ?? TimeCheckSchema.parse({});
      void check();
      const done = new AbortController();
      await Promise.race([settled, sleep(FIRST_WAIT_MS, done.signal)]);
      done.abort();
    },
    platformReached() {
      if (checkpoint === null) void check();
    },
    doubt() {
      const { trusted, offsetMs } = verdict();
      // An old identity without a time server has nobody to ask: that is no reason to doubt what it was trusted with so far.
      if (trusted || (options.platform === null && settings.servers.length === 0)) return null;
      return offsetMs === null ? { clock: "unchecked" } : { clock: "off", clock_offset_ms: Math.round(offsetMs) };
    },
    status,
    stop() {
      stopped = true;
      clearTimeout(timer);
    },
  };
}
