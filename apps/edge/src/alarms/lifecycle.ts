import type { EdgeAlarm } from "@outstation/contracts/edge/alarms";
import type { Quality } from "@outstation/contracts/mqtt/reading";
import type { Instant } from "@outstation/kit/clock";

/**
 * Where an alarm is, in the words of ISA-18.2, which draws a delay as a part of the state before it: `onDelay` is normal
 * still, and `offDelay` is active still. Acknowledging, shelving and suppressing are a person's and happen at the platform.
 */
export const PHASES = ["normal", "onDelay", "active", "offDelay"] as const;
export type Phase = (typeof PHASES)[number];

/** What a reading, or the time that went by, says of a limit. `between`: on or within the setpoint, but not yet past the deadband. */
export type Finding = "past" | "between" | "back" | "unknown" | "elapsed";

export type AlarmState = {
  readonly phase: Phase;
  /** When the phase began, by the source's time. Of an active alarm: when its value went past the setpoint. */
  readonly since: Instant;
};

export type Change = {
  readonly state: "active" | "normal";
  /** When the alarm that begins or ends went past its setpoint: what tells one occurrence from the next. */
  readonly activeSince: Instant;
  /** When the condition of the change began. */
  readonly since: Instant;
  /** When its delay was over. */
  readonly at: Instant;
};

/**
 * Every phase and finding. `elapsed` comes when a phase's delay is over. `unknown` breaks a delay off, because nobody saw
 * the value all the while; a value between setpoint and deadband keeps an alarm active, which is what the deadband is for.
 */
const NEXT: Readonly<Record<Phase, Readonly<Record<Finding, Phase>>>> = {
  normal: { past: "onDelay", between: "normal", back: "normal", unknown: "normal", elapsed: "normal" },
  onDelay: { past: "onDelay", between: "normal", back: "normal", unknown: "normal", elapsed: "active" },
  active: { past: "active", between: "active", back: "offDelay", unknown: "active", elapsed: "active" },
  offDelay: { past: "active", between: "active", back: "offDelay", unknown: "active", elapsed: "normal" },
};

/** What a value says of a limit. Uncertain counts as it stands: a reading that may be off is the best there is. */
export function findingOf(
  { kind, setpoint, deadband, onBadQuality }: EdgeAlarm,
  { value, quality }: { readonly value: unknown; readonly quality: Quality },
): Finding {
  if (quality === "bad" || typeof value !== "number") return onBadQuality === "alarm" ? "past" : "unknown";
  const beyond = kind === "high" || kind === "high-high" ? value - setpoint : setpoint - value;
  if (beyond > 0) return "past";
  return beyond <= -deadband ? "back" : "between";
}

/** An alarm's state and, while it is active or on its way back from that, when it became so. */
export type Held = AlarmState & { readonly activeSince: Instant | null };

export const NORMAL: Held = { phase: "normal", since: 0, activeSince: null };

/**
 * The state after what held until `at` held until then, and the finding at that moment.
 * @param at by the source's time, not before the state's `since`
 */
export function step(
  limit: EdgeAlarm,
  state: Held,
  finding: Finding,
  at: Instant,
): { readonly state: Held; readonly changes: readonly Change[] } {
  const passed = letPass(limit, state, at);
  const entered = enter(passed.state, NEXT[passed.state.phase][finding], at);
  const settled = letPass(limit, entered, at);
  return { state: settled.state, changes: [...passed.changes, ...settled.changes] };
}

/** The state when time alone went by: a delay that is over by `at` is over. */
export function letPass(
  limit: EdgeAlarm,
  state: Held,
  at: Instant,
): { readonly state: Held; readonly changes: readonly Change[] } {
  const { phase, since } = state;
  const delayMs = phase === "onDelay" ? limit.onDelayMs : phase === "offDelay" ? limit.offDelayMs : null;
  if (delayMs === null || at < since + delayMs) return { state, changes: [] };
  const next = NEXT[phase].elapsed;
  const changed = next === "active" ? "active" : "normal";
  return {
    state: { phase: next, since, activeSince: changed === "active" ? since : null },
    changes: [{ state: changed, activeSince: state.activeSince ?? since, since, at: since + delayMs }],
  };
}

function enter(state: Held, phase: Phase, at: Instant): Held {
  if (phase === state.phase) return state;
  const since = phase === "active" ? (state.activeSince ?? at) : at;
  return { ...state, phase, since };
}
