import { approach, good, inWindow, type Machine, type Sample, sampleOf, stepClock, wander } from "./machine";

/** The CO2 sensor calibrates itself and says so by its fault flag. */
const CO2_CALIBRATES = { everyS: 300, fromS: 200, forS: 20 };

/** An air handler that keeps its supply air at a setpoint with a damper, a heating and a cooling valve. */
export function createAirHandler(startedAt: number): Machine {
  const step = stepClock(startedAt);
  const state = { t: 0, supply: 18, returned: 21.5, co2: 620, setpoint: 18 };
  return {
    advance(now) {
      const { t, elapsedS } = step(now);
      state.t = t;
      const { heating, cooling } = valves(state);
      const mixed = outside(t) * 0.3 + state.returned * 0.7;
      state.supply = approach(state.supply, mixed + heating * 0.16 - cooling * 0.14, elapsedS, 25);
      state.returned = approach(
        state.returned,
        21.6 + 0.8 * wander(t, 900, 1) + (state.supply - 18) * 0.2,
        elapsedS,
        180,
      );
      state.co2 = approach(state.co2, 640 + 140 * wander(t, 700, 2), elapsedS, 60);
    },
    read: (point) => sampleOf(samplesOf(state), point),
    write: () => false,
  };
}

type State = { t: number; supply: number; returned: number; co2: number; setpoint: number };

const outside = (t: number) => 8.5 + 1.5 * wander(t, 3600, 3);

/** Proportional control, 20 % of opening for each kelvin of error, around the point where the valves are closed. */
function valves({ t, supply, returned, setpoint }: State) {
  const mixed = outside(t) * 0.3 + returned * 0.7;
  const need = (setpoint - mixed) / 0.15 + (setpoint - supply) * 20;
  return { heating: Math.min(100, Math.max(0, need)), cooling: Math.min(100, Math.max(0, -need)) };
}

function samplesOf(state: State): Record<string, Sample> {
  const { t, supply, returned, co2, setpoint } = state;
  const { heating, cooling } = valves(state);
  return {
    supply_air_temperature: good(supply + 0.05 * wander(t, 20)),
    return_air_temperature: good(returned),
    outside_air_temperature: good(outside(t)),
    supply_static_pressure: good(250 + 6 * wander(t, 25, 1)),
    return_air_co2: { value: co2, status: inWindow(t, CO2_CALIBRATES) ? "bad" : "good" },
    outside_air_damper: good(30 + 12 * wander(t, 700, 2)),
    heating_valve: good(heating),
    cooling_valve: good(cooling),
    supply_fan_speed: good(68 + 4 * wander(t, 120, 2)),
    supply_air_temperature_setpoint: good(setpoint),
    supply_fan_running: good(true),
    filter_dirty: good(false),
  };
}
