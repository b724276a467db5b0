import type { Claim, EnrolmentReport, EnrolmentStep } from "@outstation/contracts/edge/enrolment";
import type { Clock } from "@outstation/kit/clock";
import type { SiteProxy } from "../uplink/proxy";
import { reportStep } from "./enrolment-client";
import { whyStopped } from "./why-stopped";

/** Tells whoever waits for this device how far it came. Nothing here can fail or hold the device up. */
export type Progress = {
  reached(step: EnrolmentStep): void;
  stopped(step: EnrolmentStep, reason: unknown): void;
};

export const silentProgress: Progress = { reached: () => undefined, stopped: () => undefined };

/** Reports to the platform with the claim's token: each step once, each reason for stopping once, in order. */
export function openProgress(claim: Claim, clock: Clock, proxy?: SiteProxy): Progress {
  const told = new Map<EnrolmentStep, string>();
  let telling: Promise<void> = Promise.resolve();
  let clockOffMs: number | undefined;
  const tell = (report: Omit<EnrolmentReport, "token" | "clock">) => {
    const what = report.ok ? "ok" : `${report.reason}`;
    const before = told.get(report.step);
    if (before === "ok" || before === what) return;
    told.set(report.step, what);
    telling = telling
      .then(async () => {
        const at = clock.now();
        const { now } = await reportStep(claim, { ...report, clock: at }, proxy);
        clockOffMs = at - now;
      })
      .catch(() => {
        // It may be told again: what stops the device may have stopped the report too.
        if (told.get(report.step) === what) told.delete(report.step);
      });
  };
  return {
    reached: (step) => tell({ step, ok: true }),
    stopped: (step, reason) => tell({ step, ok: false, ...whyStopped(reason, clockOffMs) }),
  };
}
