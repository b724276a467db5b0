"use client";
import type { Outputs } from "@outstation/hall/client";
import { StateMark } from "@outstation/ui/state/state-mark";
import { TimeAgo } from "@outstation/ui/state/time-ago";
import { adviceFor } from "./advice";

type Progress = NonNullable<Outputs["devices"]["progress"]>;
type Step = Progress["steps"][number];

const WORDS: Readonly<Record<Step["step"], readonly [waiting: string, done: string]>> = {
  key: ["The device makes its key", "The key is made; it stays on the device"],
  request: ["Its certificate is signed", "The certificate is signed"],
  connect: ["It connects to the broker", "It is connected"],
  reading: ["Its first reading arrives", "The first reading is here"],
};

/** The steps of an enrolment, ticking. Told to a screen reader as they come. */
export function Steps({ progress, kind }: { progress: Progress; kind: "device" | "gateway" }) {
  const current = progress.steps.find(({ state }) => state !== "done");
  return (
    <section aria-label="Progress" aria-live="polite">
      <ol className="flex flex-col gap-2">
        {progress.steps.map((step) => (
          <li key={step.step} data-step={step.step} data-state={step.state} className="flex flex-col gap-1">
            <Line step={step} isCurrent={step === current} />
            {step.state === "stopped" && <Stopped step={step} />}
            {step === current && step.state === "waiting" && progress.silent && <Silent step={step} kind={kind} />}
          </li>
        ))}
      </ol>
      {progress.expired && (
        <StateMark tone="warning">The claim ran out before a device used it. Make a new command.</StateMark>
      )}
    </section>
  );
}

function Line({ step, isCurrent }: { step: Step; isCurrent: boolean }) {
  const [waiting, done] = WORDS[step.step];
  if (step.state === "done")
    return (
      <span className="flex flex-wrap items-baseline gap-x-3">
        <Tick />
        <span>{done}</span>
        {step.at !== null && (
          <span className="text-ink-faint text-sm">
            <TimeAgo at={step.at} timeZone="UTC" short />
          </span>
        )}
      </span>
    );
  if (step.state === "stopped") return <StateMark tone="critical">{waiting}: stopped</StateMark>;
  return (
    <span className={`flex items-baseline gap-x-3 ${isCurrent ? "" : "text-ink-faint"}`}>
      <span aria-hidden="true" className="inline-block size-3 self-center rounded-full border border-line-strong" />
      {waiting}
      {isCurrent && <span className="text-ink-soft">waiting…</span>}
    </span>
  );
}

const Tick = () => (
  <svg viewBox="0 0 12 12" role="img" aria-label="done" className="size-3 self-center">
    <path d="M1.5 6.5 4.5 9.5 10.5 2.5" fill="none" stroke="currentColor" strokeWidth="1.8" />
  </svg>
);

function Stopped({ step }: { step: Step }) {
  const { title, act } = adviceFor(step.reason ?? "other");
  return (
    <div className="ml-6 max-w-prose">
      <p>
        <strong>{title}</strong> {act}
      </p>
      {step.detail && <p className="font-mono text-ink-soft text-xs">{step.detail}</p>}
    </div>
  );
}

/** Nobody can report that they cannot reach us: what then usually is wrong. */
function Silent({ step, kind }: { step: Step; kind: string }) {
  if (step.step === "reading")
    return (
      <p className="ml-6 text-ink-soft">
        Connected, and silent so far. {kind === "gateway" && "A gateway sends when one of its machines answers."}
      </p>
    );
  return (
    <div className="ml-6 max-w-prose text-ink-soft">
      <p>Nothing has arrived yet. If the command runs, one of these usually is in the way:</p>
      <ul className="list-disc pl-5">
        {(["dns", "port", "ca", "clock"] as const).map((reason) => (
          <li key={reason}>
            {adviceFor(reason).title} {adviceFor(reason).act}
          </li>
        ))}
      </ul>
    </div>
  );
}
