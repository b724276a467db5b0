import { join } from "node:path";
import { isDeepStrictEqual } from "node:util";
import { EdgeAlarms } from "@outstation/contracts/edge/alarms";
import type { EdgePackage } from "@outstation/contracts/edge/package";
import type { Reading } from "@outstation/contracts/mqtt/reading";
import type { DeviceStatus } from "@outstation/contracts/mqtt/status";
import type { Clock } from "@outstation/kit/clock";
import type { Logger } from "@outstation/kit/logger";
import { type Outputs, startOutputs } from "../outputs/outputs";
import { outputRegistry } from "../outputs/registry";
import type { PackageUser } from "../package/package-user";
import type { Spool } from "../spool/spool";
import { openAlarmBook } from "./alarm-book";
import { createAlarms } from "./alarms";

/** Delays run out to within this, whatever the package's batch is. */
const BEAT_MS = 250;

/** What a gateway does by itself when a limit is passed: remembers, tells, and drives what it is granted to drive. */
export type GatewayAlarms = PackageUser & {
  see(device: string, readings: readonly Reading[]): void;
  readonly status: () => Pick<DeviceStatus, "alarms" | "outputs">;
  /** Puts the outputs into their fail-safe state. */
  stop(): Promise<void>;
};

export function startEdgeAlarms(options: {
  readonly dataDir: string;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly spool: Spool;
  readonly onSpooled: () => void;
  readonly onStatus: () => void;
}): GatewayAlarms {
  const { dataDir, clock, logger, spool, onStatus } = options;
  const book = openAlarmBook({ file: join(dataDir, "alarms.db"), clock, logger });
  const alarms = createAlarms({
    ...{ book, clock, logger },
    publish(payloads) {
      const durable = spool.append(payloads.map((payload) => ({ channel: "event", encode: () => payload })));
      if (payloads.length > 0) options.onSpooled();
      return durable;
    },
    onChanged() {
      outputs.follow(alarms.active());
      onStatus();
    },
  });
  let driven: Pick<EdgeAlarms, "outputs" | "grants"> = EdgeAlarms.parse({});
  const drive = (wanted: typeof driven) =>
    startOutputs(wanted, { registry: outputRegistry, dataDir, logger, onStatus });
  let outputs: Outputs = drive(driven);
  const beating = setInterval(() => alarms.beat(), BEAT_MS);
  return {
    async use(edgePackage: EdgePackage) {
      const { outputs: ports, grants } = edgePackage.alarms ?? EdgeAlarms.parse({});
      await alarms.use(edgePackage);
      if (!isDeepStrictEqual(driven, { outputs: ports, grants })) {
        await outputs.stop();
        driven = { outputs: ports, grants };
        outputs = drive(driven);
      }
      outputs.follow(alarms.active());
    },
    see: alarms.see,
    status: () => ({ ...alarms.status(), ...(driven.outputs.length === 0 ? {} : { outputs: outputs.status() }) }),
    async stop() {
      clearInterval(beating);
      await outputs.stop();
      book.close();
    },
  };
}
