import type { TimeCheck } from "@outstation/contracts/edge/time-check";
import { systemClock as clock } from "@outstation/kit/clock";
import { askPlatform } from "../health/clock-date";
import { askTimeServer, type ClockMeasurement } from "../health/clock-sntp";
import type { KeptIdentity } from "../identity/kept-identity";
import { whyStopped } from "../identity/why-stopped";
import type { SiteProxy } from "../uplink/proxy";
import { bad, type Finding, ok, warning } from "./finding";

const TOLERANCE_MS = 10_000;

/** How far the clock is off, by the package's time servers or else by the platform. */
export async function lookAtClock(by: {
  readonly identity: KeptIdentity;
  readonly time: TimeCheck | undefined;
  readonly proxy: SiteProxy | undefined;
}): Promise<Finding> {
  const { enrolmentUrl, rootCertificate: ca } = by.identity;
  const ways: { name: string; ask: () => Promise<ClockMeasurement> }[] = [
    ...(by.time?.servers ?? []).map((server) => ({ name: server, ask: () => askTimeServer(server, clock) })),
    ...(enrolmentUrl === undefined
      ? []
      : [{ name: "the platform", ask: () => askPlatform(new URL(enrolmentUrl), { ca, proxy: by.proxy }, clock) }]),
  ];
  const failures: string[] = [];
  for (const { name, ask } of ways) {
    try {
      return judge(name, await ask(), by.time?.toleranceMs ?? TOLERANCE_MS);
    } catch (reason) {
      const { reason: word, detail } = whyStopped(reason);
      if (word === "clock")
        return bad(
          "clock",
          `it says ${new Date(clock.now()).toISOString()}, at which the platform's certificate is not valid: set the clock`,
        );
      failures.push(`${name}: ${detail}`);
    }
  }
  return warning(
    "clock",
    `it says ${new Date(clock.now()).toISOString()}; nobody could be asked (${failures.join("; ") || "no time server is named"})`,
  );
}

function judge(name: string, { offsetMs, uncertaintyMs }: ClockMeasurement, toleranceMs: number): Finding {
  const off =
    Math.abs(offsetMs) < 1000 ? `${Math.round(Math.abs(offsetMs))} ms` : `${(Math.abs(offsetMs) / 1000).toFixed(1)} s`;
  const says = `${off} ${offsetMs < 0 ? "behind" : "ahead"} by ${name}, give or take ${Math.ceil(uncertaintyMs)} ms`;
  return Math.abs(offsetMs) - uncertaintyMs > toleranceMs
    ? bad("clock", `${says}: readings are marked uncertain until it is set right`)
    : ok("clock", says);
}
