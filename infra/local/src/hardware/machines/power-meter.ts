import { countedSince2026, good, type Machine, type Sample, sampleOf, stepClock, wander } from "./machine";

/**
 * A three-phase meter in front of a load.
 * @param options.powerKw the load now @param options.meanKw used to say what the energy counter has reached since it was installed
 */
export function createPowerMeter(options: { startedAt: number; powerKw: () => number; meanKw: number }): Machine {
  const step = stepClock(options.startedAt);
  let energyKwh = countedSince2026(options.startedAt, options.meanKw);
  let powerKw = options.powerKw();
  let t = 0;
  return {
    advance(now) {
      const moved = step(now);
      t = moved.t;
      powerKw = options.powerKw();
      energyKwh += (powerKw * moved.elapsedS) / 3600;
    },
    read: (point) => sampleOf(samplesOf(t, powerKw, energyKwh), point),
    write: () => false,
  };
}

function samplesOf(t: number, powerKw: number, energyKwh: number): Record<string, Sample> {
  const powerFactor = 0.93 + 0.015 * wander(t, 140, 1);
  const apparentKva = powerKw / powerFactor;
  const voltage = (phase: number) => 231 + 1.6 * wander(t, 160, phase);
  // The three phases share the load a little unevenly.
  const current = (phase: number, share: number) => (apparentKva * 1000 * share) / voltage(phase);
  return {
    voltage_l1: good(voltage(1)),
    voltage_l2: good(voltage(2)),
    voltage_l3: good(voltage(3)),
    current_l1: good(current(1, 0.34)),
    current_l2: good(current(2, 0.335)),
    current_l3: good(current(3, 0.325)),
    active_power: good(powerKw),
    reactive_power: good(Math.sqrt(apparentKva ** 2 - powerKw ** 2)),
    power_factor: good(powerFactor),
    frequency: good(50 + 0.025 * wander(t, 50, 2)),
    active_energy_total: good(energyKwh),
  };
}
