import { approach, countedSince2026, inWindow, type Machine, sampleOf, stepClock, wander } from "./machine";
import { ACCUMULATION_BOTTLES, clamp, type LineState, SETPOINT, samplesOf } from "./packaging-line-samples";

const BOTTLES_PER_CASE = 12;
const CASE_JAM = { everyS: 170, fromS: 60, forS: 12 };

export type PackagingLine = Machine & {
  /** Electrical power the line draws, kW. */
  powerKw(): number;
};

/** A bottling line: the filler sets the pace, the case packer jams now and then, and the accumulation between them takes it up. */
export function createPackagingLine(startedAt: number): PackagingLine {
  const step = stepClock(startedAt);
  const bottles = countedSince2026(startedAt, 18_000);
  const state: LineState = {
    t: 0,
    now: startedAt,
    setpoint: SETPOINT.initial,
    filler: SETPOINT.initial,
    capper: SETPOINT.initial,
    labeller: SETPOINT.initial,
    packer: SETPOINT.initial / BOTTLES_PER_CASE,
    accumulated: 20,
    bottles,
    cases: bottles / BOTTLES_PER_CASE,
    heat: 0.8,
    jammed: false,
  };
  let samples = samplesOf(state);
  return {
    advance(now) {
      const { t, elapsedS } = step(now);
      advanceLine(state, t, elapsedS);
      state.now = now;
      samples = samplesOf(state);
    },
    read: (point) => sampleOf(samples, point),
    write(point, value) {
      if (point !== "filler_speed_setpoint" || !(value >= 0 && value <= SETPOINT.max)) return false;
      state.setpoint = value;
      samples = samplesOf(state);
      return true;
    },
    powerKw: () => 18 + 0.11 * state.filler + 0.9 * state.packer + 3 * wander(state.t, 300, 4),
  };
}

function advanceLine(state: LineState, t: number, elapsedS: number) {
  const full = state.accumulated >= ACCUMULATION_BOTTLES * 0.95;
  state.t = t;
  state.jammed = inWindow(t, CASE_JAM);
  state.filler = approach(state.filler, full ? 0 : state.setpoint * (1 + 0.006 * wander(t, 47)), elapsedS, 0.6);
  state.capper = approach(state.capper, state.filler, elapsedS, 0.5);
  state.labeller = approach(state.labeller, state.capper, elapsedS, 0.8);
  const catchUp = state.accumulated > 30 ? 1.25 : state.accumulated > 10 ? 1 : 0.8;
  const packerTarget = state.jammed ? 0 : (state.labeller / BOTTLES_PER_CASE) * catchUp;
  state.packer = approach(state.packer, packerTarget, elapsedS, state.jammed ? 0.4 : 1.5);
  const surplusPerMinute = state.labeller - state.packer * BOTTLES_PER_CASE;
  state.accumulated = clamp(state.accumulated + (surplusPerMinute / 60) * elapsedS, 0, ACCUMULATION_BOTTLES);
  state.bottles += (state.filler / 60) * elapsedS;
  state.cases += (state.packer / 60) * elapsedS;
  state.heat = approach(state.heat, state.filler / SETPOINT.initial, elapsedS, 240);
}
