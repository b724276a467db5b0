import {
  approach,
  countedSince2026,
  good,
  inWindow,
  type Machine,
  type Sample,
  sampleOf,
  stepClock,
  wander,
} from "./machine";

/** Cans per minute. */
const SETPOINT = { initial: 260, max: 400 };
/** The oxygen probe is wiped for a few seconds: its value holds no truth meanwhile. */
const PROBE_WIPED = { everyS: 120, fromS: 80, forS: 5 };
/** A pallet of empty cans is changed: the filler waits. */
const CAN_CHANGE = { everyS: 210, fromS: 130, forS: 10 };

export type CanFiller = Machine & {
  /** Electrical power the filler draws, kW. */
  powerKw(): number;
};

/** A brewery's can filler. */
export function createCanFiller(startedAt: number): CanFiller {
  const step = stepClock(startedAt);
  let setpoint = SETPOINT.initial;
  let speed = SETPOINT.initial;
  let cans = countedSince2026(startedAt, 9_000);
  let t = 0;
  let now = startedAt;
  return {
    advance(to) {
      const moved = step(to);
      now = to;
      t = moved.t;
      speed = approach(
        speed,
        inWindow(t, CAN_CHANGE) ? 0 : setpoint * (1 + 0.005 * wander(t, 41)),
        moved.elapsedS,
        0.7,
      );
      cans += (speed / 60) * moved.elapsedS;
    },
    read: (point) => sampleOf(samplesOf({ t, now, setpoint, speed, cans }), point),
    write(point, value) {
      if (point !== "filler_speed_setpoint" || !(value >= 0 && value <= SETPOINT.max)) return false;
      setpoint = value;
      return true;
    },
    powerKw: () => 9 + 0.07 * speed + 1.5 * wander(t, 260, 2),
  };
}

function samplesOf(at: {
  t: number;
  now: number;
  setpoint: number;
  speed: number;
  cans: number;
}): Record<string, Sample> {
  const { t, setpoint, speed, cans } = at;
  const load = speed / SETPOINT.initial;
  const waiting = inWindow(t, CAN_CHANGE);
  // A brew lasts six hours.
  const brew = 2600 + Math.floor((at.now - Date.UTC(2026, 0, 1)) / 21_600_000);
  return {
    filler_state: good(setpoint === 0 ? "IDLE" : waiting ? "SUSPENDED" : "EXECUTE"),
    batch_id: good(`BREW-${brew}`),
    filler_speed_setpoint: good(setpoint),
    filler_speed: good(speed),
    product_temperature: good(2.1 + 0.4 * wander(t, 540, 1)),
    bowl_pressure: good(1.85 + 0.05 * wander(t, 36)),
    dissolved_oxygen: { value: 28 + 6 * wander(t, 190, 2), status: inWindow(t, PROBE_WIPED) ? "uncertain" : "good" },
    carbon_dioxide: good(5.2 + 0.06 * wander(t, 400, 3)),
    seamer_vibration: good(0.5 + 1.3 * load + 0.1 * wander(t, 18, 1)),
    motor_current: good(2 + 12 * load + 0.3 * wander(t, 23)),
    cans_total: good(Math.floor(cans)),
    rejects_total: good(Math.floor(cans * 0.0027)),
    guard_closed: good(true),
  };
}
