import type { BacnetSource } from "@outstation/contracts/edge/sources/bacnet";
import { systemClock as clock } from "@outstation/kit/clock";
import type { Sample } from "../machines/machine";
import { sampleOf } from "../machines/machine";
import { type BacnetDevice, type BacnetLimits, startBacnetDevice } from "./device";

export type BacnetController = {
  /** What its points `p1`, `p2`, … show: analog inputs of these numbers. */
  readonly shown: Record<string, Sample>;
  /** How a gateway is told of it. Known once it was started, because it chooses its port. */
  source(): BacnetSource;
  start(): Promise<void>;
  stop(): Promise<void>;
  device(): BacnetDevice;
  /** Writes that were asked of it over all its starts. */
  writesAsked(): number;
  readonly dropped: readonly unknown[];
};

/** A controller whose points show what a test says. It keeps its address when it is started again. */
export function createBacnetController(options: {
  readonly points: number;
  readonly instance?: number;
  readonly limits?: BacnetLimits;
  readonly bbmd?: string;
  readonly covIncrement?: number;
  readonly source?: Partial<BacnetSource>;
}): BacnetController {
  const { instance = 1001 } = options;
  const names = Array.from({ length: options.points }, (_, at) => `p${at + 1}`);
  const shown: Record<string, Sample> = Object.fromEntries(
    names.map((name, at) => [name, { value: at, status: "good" }]),
  );
  const points = names.map((name, at) => ({
    name,
    kind: "number" as const,
    unit: "Cel",
    description: `point ${at + 1}`,
    object: `analog-input:${at + 1}`,
  }));
  const dropped: unknown[] = [];
  let address = "127.0.0.1:0";
  let running: BacnetDevice | undefined;
  let writes = 0;
  const source = (): BacnetSource => ({
    id: `controller-${instance}`,
    device: `controller-${instance}`,
    driver: "bacnet",
    address,
    pollMs: 500,
    timeoutMs: 300,
    points,
    ...options.source,
  });
  return {
    shown,
    source,
    dropped,
    async start() {
      running = await startBacnetDevice({
        ...options,
        source: source(),
        machine: { advance: () => {}, read: (point) => sampleOf(shown, point), write: () => false },
        deviceInstance: instance,
        deviceName: `controller-${instance}`,
        clock,
        onDropped: (reason) => dropped.push(reason),
      });
      ({ address } = running);
    },
    async stop() {
      const stopped = running;
      running = undefined;
      writes += stopped?.counts().requests[15] ?? 0;
      await stopped?.stop();
    },
    device() {
      if (running === undefined) throw new Error("the controller is not running");
      return running;
    },
    writesAsked: () => writes + (running?.counts().requests[15] ?? 0),
  };
}
