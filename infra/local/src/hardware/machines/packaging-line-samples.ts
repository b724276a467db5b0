import { good, inWindow, type Sample, wander } from "./machine";

/** Bottles that the accumulation between labeller and case packer holds. */
export const ACCUMULATION_BOTTLES = 150;
/** Bottles per minute. */
export const SETPOINT = { initial: 420, max: 600 };
/** The label camera drifts out of focus, then drops out, then recovers by itself. */
const CAMERA_BLURRED = { everyS: 90, fromS: 40, forS: 5 };
const CAMERA_LOST = { everyS: 90, fromS: 45, forS: 4 };
const TORQUE_UNSURE = { everyS: 240, fromS: 150, forS: 6 };
const CASES_PER_PALLET = 60;
const CASES_PER_LAYER = 12;

/** Where the line stands. */
export type LineState = {
  t: number;
  now: number;
  setpoint: number;
  filler: number;
  capper: number;
  labeller: number;
  /** Cases per minute. */
  packer: number;
  accumulated: number;
  bottles: number;
  cases: number;
  heat: number;
  jammed: boolean;
};

export const clamp = (value: number, min: number, max: number) => Math.min(max, Math.max(min, value));
const running = (perMinute: number, held: boolean, wanted: number) =>
  wanted === 0 ? "IDLE" : held ? "HELD" : perMinute > wanted * 0.98 ? "EXECUTE" : "STARTING";

/** What every sensor of the line shows. */
export const samplesOf = (state: LineState): Record<string, Sample> => ({
  ...lineSamples(state),
  ...fillerSamples(state),
  ...capperSamples(state),
  ...labellerSamples(state),
  ...casePackerSamples(state),
  ...conveyorSamples(state),
  ...palletiserSamples(state),
});

function lineSamples({ t, now, setpoint, filler, jammed }: LineState) {
  const day = new Date(now).toISOString().slice(0, 10).replaceAll("-", "");
  // One batch takes twenty minutes.
  const batch = Math.floor((now % 86_400_000) / 1_200_000) + 1;
  return {
    line_state: good(setpoint === 0 ? "IDLE" : jammed ? "SUSPENDED" : "EXECUTE"),
    batch_id: good(`B${day}-${String(batch).padStart(2, "0")}`),
    line_efficiency: good(setpoint === 0 ? 0 : clamp((filler / setpoint) * (95.5 + 2 * wander(t, 210)), 0, 100)),
    emergency_stop_clear: good(true),
  };
}

function fillerSamples({ t, setpoint, filler, bottles }: LineState) {
  const load = filler / SETPOINT.initial;
  return {
    filler_state: good(running(filler, false, setpoint)),
    filler_speed_setpoint: good(setpoint),
    filler_speed: good(filler),
    filler_bowl_level: good(62 + 4 * wander(t, 38)),
    filler_bowl_pressure: good(2.4 + 0.06 * wander(t, 38, 1)),
    filler_product_temperature: good(4.6 + 0.5 * wander(t, 600, 2)),
    filler_fill_volume: good(500.4 + 0.9 * wander(t, 90, 3)),
    filler_motor_current: good(3 + 15.5 * load + 0.4 * wander(t, 22)),
    filler_vibration: good(0.3 + 1.5 * load ** 1.6 + 0.12 * wander(t, 17, 5)),
    filler_bottles_total: good(Math.floor(bottles)),
    filler_rejects_total: good(Math.floor(bottles * 0.0034)),
    filler_guard_closed: good(true),
  };
}

function capperSamples({ t, setpoint, capper, bottles, heat }: LineState) {
  const torque = 1.92 + 0.07 * wander(t, 75, 1);
  return {
    capper_state: good(running(capper, false, setpoint)),
    capper_speed: good(capper),
    capper_torque: { value: torque, status: inWindow(t, TORQUE_UNSURE) ? "uncertain" : "good" } as const,
    capper_vibration: good(0.4 + 1.1 * (capper / SETPOINT.initial) + 0.1 * wander(t, 19, 2)),
    capper_motor_temperature: good(24 + 31 * heat + 0.6 * wander(t, 420)),
    // Refilled by hand every quarter of an hour.
    capper_hopper_level: good(95 - ((t % 900) / 900) * 60),
    capper_rejects_total: good(Math.floor(bottles * 0.0011)),
    capper_guard_closed: good(true),
  };
}

function labellerSamples({ t, setpoint, labeller, accumulated, bottles }: LineState) {
  const score = 97 + 1.6 * wander(t, 55, 3);
  const lost = inWindow(t, CAMERA_LOST);
  const blurred = inWindow(t, CAMERA_BLURRED);
  return {
    labeller_state: good(running(labeller, accumulated >= ACCUMULATION_BOTTLES * 0.95, setpoint)),
    labeller_speed: good(labeller),
    labeller_glue_temperature: good(155 + 1.8 * wander(t, 130)),
    labeller_web_tension: good(labeller > 20 ? 34 + 2.5 * wander(t, 27, 1) : 5),
    // A roll carries 2400 m and a label takes 0.14 m of it.
    labeller_roll_remaining: good(2400 - ((bottles * 0.14) % 2400)),
    labeller_camera_score: lost
      ? ({ value: 0, status: "bad" } as const)
      : blurred
        ? ({ value: score - 20, status: "uncertain" } as const)
        : good(score),
    labeller_camera_ok: good(!lost),
    labeller_rejects_total: good(Math.floor(bottles * 0.0019)),
  };
}

function casePackerSamples({ t, setpoint, packer, cases, jammed }: LineState) {
  return {
    case_packer_state: good(jammed ? "SUSPENDED" : setpoint === 0 ? "IDLE" : "EXECUTE"),
    case_packer_speed: good(packer),
    case_packer_air_pressure: good(6.2 + 0.15 * wander(t, 33, 2) - 0.003 * packer),
    case_packer_motor_current: good(jammed ? 14.8 : 2 + 0.16 * packer + 0.2 * wander(t, 21)),
    case_packer_magazine_level: good(90 - ((cases % 400) / 400) * 70),
    case_packer_cases_total: good(Math.floor(cases)),
    case_packer_jam: good(jammed),
  };
}

function conveyorSamples({ t, labeller, accumulated, heat }: LineState) {
  const speed = labeller > 5 ? 0.25 + labeller / 900 : 0;
  return {
    conveyor_speed: good(speed),
    conveyor_motor_current: good(speed > 0 ? 2.2 + 0.02 * accumulated + 0.15 * wander(t, 29) : 0),
    conveyor_motor_temperature: good(23 + 22 * heat + 0.4 * wander(t, 380, 1)),
    conveyor_vibration: good(0.2 + 1.4 * speed + 0.08 * wander(t, 15, 4)),
    conveyor_accumulation: good((accumulated / ACCUMULATION_BOTTLES) * 100),
    conveyor_running: good(speed > 0),
  };
}

function palletiserSamples({ t, setpoint, cases, heat }: LineState) {
  const onPallet = cases % CASES_PER_PALLET;
  const layer = Math.floor(onPallet / CASES_PER_LAYER) + 1;
  // One stroke per row of four cases: up, over, down.
  const stroke = Math.sin(Math.PI * ((cases / 4) % 1)) ** 2;
  return {
    palletiser_state: good(setpoint === 0 ? "IDLE" : "EXECUTE"),
    palletiser_axis_position: good(150 + layer * 260 + 900 * stroke),
    palletiser_layer: good(layer),
    palletiser_vacuum: good(stroke > 0.1 ? 61 + 1.5 * wander(t, 12) : 2),
    palletiser_motor_temperature: good(22 + 26 * heat + 0.5 * wander(t, 340, 2)),
    palletiser_pallets_total: good(Math.floor(cases / CASES_PER_PALLET)),
    palletiser_light_curtain_clear: good(true),
  };
}
