import type { BacnetSource } from "@outstation/contracts/edge/sources/bacnet";
import { sleep } from "@outstation/kit/clock";
import type { Driver, DriverEvents } from "../driver";
import { createHealthReporter, lineOf } from "../health-reporter";
import { type DeviceReader, openDevice } from "./device-reader";

/** Three properties of 12 objects stay under the 480 octets that the smallest common controllers take, so no answer is segmented. */
const OBJECTS_PER_REQUEST = 12;

/** Polls a BACnet/IP device by ReadPropertyMultiple. It only reads. */
export function createBacnetDriver(source: BacnetSource): Driver {
  const stopping = new AbortController();
  let device: DeviceReader | undefined;
  let health: ReturnType<typeof createHealthReporter> | undefined;
  return {
    start(events) {
      const reporter = createHealthReporter(events.onHealth);
      health = reporter;
      reporter.say("connecting");
      const opened = openDevice(source.address, (reason) =>
        reporter.say("failed", `${source.address}: ${lineOf(reason)}`),
      );
      device = opened;
      void poll(source, opened, events, reporter, stopping.signal);
    },
    async stop() {
      health?.close();
      stopping.abort();
      device?.close();
    },
  };
}

async function poll(
  source: BacnetSource,
  device: DeviceReader,
  { onReadings }: DriverEvents,
  health: ReturnType<typeof createHealthReporter>,
  signal: AbortSignal,
) {
  while (!signal.aborted) {
    const startedAt = Date.now();
    try {
      for (let from = 0; from < source.points.length; from += OBJECTS_PER_REQUEST) {
        const readings = await device.read(source.points.slice(from, from + OBJECTS_PER_REQUEST));
        if (signal.aborted) return;
        health.say("connected");
        onReadings(readings);
      }
    } catch (reason) {
      health.say("failed", `${source.address}: ${lineOf(reason)}`);
    }
    await sleep(Math.max(0, source.pollMs - (Date.now() - startedAt)), signal);
  }
}
