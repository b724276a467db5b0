import {
  ENROLMENT_STEPS,
  type EnrolmentStep,
  STOP_REASONS,
  type StopReason,
} from "@outstation/contracts/edge/enrolment";

/** What is known of a device since its claim was made. Times are Unix milliseconds. */
export type Observed = {
  readonly claimedAt: number;
  readonly expiresAt: number;
  readonly steps: readonly {
    readonly step: string;
    readonly at: number;
    readonly ok: boolean;
    readonly reason: string | null;
    readonly detail: string | null;
  }[];
  readonly connectedAt: number | null;
  readonly refusedAt: number | null;
  /** `refused: …` or `acl: …`, as the broker said it. */
  readonly refusedReason: string | null;
  readonly readingAt: number | null;
};

export type StepView = {
  readonly step: EnrolmentStep;
  readonly state: "waiting" | "done" | "stopped";
  readonly at: number | null;
  readonly reason: StopReason | null;
  readonly detail: string | null;
};
export type Progress = {
  readonly steps: readonly StepView[];
  readonly done: boolean;
  /** Nothing came for this long; what then usually is wrong is said beside the step. */
  readonly silent: boolean;
  readonly expired: boolean;
};

/** After so long without a word, the device probably did not reach us at all. */
export const SILENT_AFTER_MS = 45_000;

/** How far an enrolment has come. Pure: what a later step shows counts for the ones before it. */
export function progressOf(seen: Observed, now: number): Progress {
  const reached: Partial<Record<EnrolmentStep, number>> = {};
  for (const { step, at, ok } of seen.steps) if (ok && isStep(step)) reached[step] = at;
  const since = (at: number | null) => (at !== null && at >= seen.claimedAt ? at : undefined);
  const connected = since(seen.connectedAt);
  const reading = since(seen.readingAt);
  if (connected !== undefined) reached.connect ??= connected;
  if (reading !== undefined) reached.reading ??= reading;
  const last = ENROLMENT_STEPS.findLastIndex((step) => reached[step] !== undefined);
  const steps = ENROLMENT_STEPS.map((step, index): StepView => {
    if (index <= last) return { step, state: "done", at: reached[step] ?? null, reason: null, detail: null };
    return index === last + 1 ? stopOf(step, seen) : waiting(step);
  });
  const lastSign = Math.max(
    seen.claimedAt,
    ...seen.steps.map(({ at }) => at),
    connected ?? 0,
    since(seen.refusedAt) ?? 0,
  );
  const done = last === ENROLMENT_STEPS.length - 1;
  return {
    steps,
    done,
    silent: !done && !steps.some(({ state }) => state === "stopped") && now - lastSign > SILENT_AFTER_MS,
    expired: last < 0 && now >= seen.expiresAt,
  };
}

const isStep = (step: string): step is EnrolmentStep => (ENROLMENT_STEPS as readonly string[]).includes(step);
const isReason = (reason: string): reason is StopReason => (STOP_REASONS as readonly string[]).includes(reason);
const waiting = (step: EnrolmentStep): StepView => ({ step, state: "waiting", at: null, reason: null, detail: null });

/** Why the next step does not come, if the device or the broker said so. */
function stopOf(step: EnrolmentStep, seen: Observed): StepView {
  const said = seen.steps.find((one) => one.step === step && !one.ok);
  const refused = seen.refusedAt !== null && seen.refusedAt >= seen.claimedAt ? seen.refusedAt : null;
  // What the broker refused explains a connection that does not hold, and a reading that does not arrive.
  if (refused !== null && (step === "connect" || step === "reading") && refused >= (said?.at ?? 0)) {
    const [reason = "", ...detail] = (seen.refusedReason ?? "").split(": ");
    return {
      step,
      state: "stopped",
      at: refused,
      reason: isReason(reason) ? reason : "other",
      detail: detail.join(": ") || null,
    };
  }
  if (said === undefined) return waiting(step);
  const reason = said.reason !== null && isReason(said.reason) ? said.reason : "other";
  return { step, state: "stopped", at: said.at, reason, detail: said.detail };
}
