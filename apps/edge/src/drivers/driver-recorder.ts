import type { Driver, DriverEvents, RawReading, SourceHealth } from "./driver";

/** Starts a driver for a test and keeps what it says. Waiting is for the next thing it says, never for a time. */
export function record(driver: Driver, storing: Pick<DriverEvents, "stored"> = {}) {
  const readings: RawReading[] = [];
  const health: SourceHealth[] = [];
  let waiting: (() => void)[] = [];
  const wake = () => {
    const resumed = waiting;
    waiting = [];
    for (const resume of resumed) resume();
  };
  driver.start({
    ...storing,
    onReadings: (more) => {
      readings.push(...more);
      wake();
    },
    onHealth: (next) => {
      health.push(next);
      wake();
    },
  });
  return {
    readings,
    health,
    /** The last thing said of a point. */
    latest: (point: string) => readings.findLast((reading) => reading.point === point),
    /** Resolves when the condition holds, looked at after everything the driver says. */
    async until(condition: () => boolean): Promise<void> {
      while (!condition()) await new Promise<void>((resume) => waiting.push(resume));
    },
    state: () => health.at(-1)?.state,
    stop: () => driver.stop(),
  };
}
