import type { Outputs } from "@outstation/hall/client";
import { StateMark, type Tone } from "@outstation/ui/state/state-mark";

type Drift = Outputs["edgePackages"]["get"]["drift"];

const LOOKS: Readonly<Record<Drift["state"], { readonly tone: Tone; readonly word: string }>> = {
  in_step: { tone: "normal", word: "in step" },
  trial: { tone: "stale", word: "being tried" },
  behind: { tone: "warning", word: "behind" },
  ahead: { tone: "warning", word: "ahead" },
  refused: { tone: "critical", word: "refused" },
  differs: { tone: "critical", word: "differs" },
  unreported: { tone: "off", word: "not reported" },
};

/** How what a gateway runs stands to what it should run. */
export function DriftMark({ state }: { state: Drift["state"] }) {
  return <StateMark tone={LOOKS[state].tone}>{LOOKS[state].word}</StateMark>;
}
