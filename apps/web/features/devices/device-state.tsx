import type { Outputs } from "@outstation/hall/client";
import { StateMark, type Tone } from "@outstation/ui/state/state-mark";

export type DeviceRow = Outputs["devices"]["list"][number];
export type DeviceState = DeviceRow["state"];

const LOOKS: Readonly<Record<DeviceState, { readonly tone: Tone; readonly word: string; readonly urgency: number }>> = {
  disconnected: { tone: "warning", word: "disconnected", urgency: 3 },
  stale: { tone: "stale", word: "stale", urgency: 2 },
  never_seen: { tone: "off", word: "never seen", urgency: 1 },
  connected: { tone: "normal", word: "connected", urgency: 0 },
};

export const stateWord = (state: DeviceState): string => LOOKS[state].word;
/** Higher needs attention sooner. */
export const urgencyOf = ({ state, badPoints }: Pick<DeviceRow, "state" | "badPoints">): number =>
  LOOKS[state].urgency * 2 + (badPoints > 0 ? 1 : 0);

export function DeviceStateMark({ state }: { state: DeviceState }) {
  return <StateMark tone={LOOKS[state].tone}>{LOOKS[state].word}</StateMark>;
}
