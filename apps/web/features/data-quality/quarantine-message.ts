import type { Outputs } from "@outstation/hall/client";
import type { Tone } from "@outstation/ui/state/state-mark";

export type Kept = Outputs["quarantine"]["list"]["messages"][number];
export type KeptDetail = Outputs["quarantine"]["get"];
export type Verdict = NonNullable<KeptDetail["verdict"]>;

/** What was or is done with a kept message, as people say it. */
export function stateWords({ state, outcome }: Pick<Kept, "state" | "outcome">): { tone: Tone; words: string } {
  if (state === "requested") return { tone: "off", words: "being replayed" };
  if (outcome === "stored") return { tone: "normal", words: "stored" };
  if (outcome === "stored_before") return { tone: "normal", words: "stored already" };
  return outcome === "refused" ? { tone: "warning", words: "refused again" } : { tone: "warning", words: "waiting" };
}

const DAY_MS = 86_400_000;
/** How long ago messages came that are shown. */
export const AGES = [
  { value: "1", label: "Last 24 h" },
  { value: "7", label: "Last 7 d" },
];

/** What the address bar asks for. An address that names no such thing filters nothing. */
export function filterOf(address: URLSearchParams, now: number) {
  const days = AGES.find(({ value }) => value === address.get("age"))?.value;
  const state = address.get("state");
  return {
    deviceKey: address.get("device") || null,
    code: address.get("code") || null,
    // To the minute, so that the question is the same for a while.
    from: days === undefined ? null : Math.floor(now / 60_000) * 60_000 - Number(days) * DAY_MS,
    to: null,
    state: state === "waiting" || state === "requested" || state === "replayed" ? state : null,
  } as const;
}
