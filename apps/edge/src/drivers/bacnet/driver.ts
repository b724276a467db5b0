import type { BacnetSource } from "@outstation/contracts/edge/sources/bacnet";
import type { Driver } from "../driver";
import { createHealthReporter } from "../health-reporter";
import { startSession } from "./device/session";
import { leaseNetwork } from "./network/leases";

/** Reads a BACnet/IP device: by poll, or by subscription (COV) with a poll behind it. It only reads. */
export function createBacnetDriver(source: BacnetSource): Driver {
  let stop = () => {};
  return {
    start(events) {
      const health = createHealthReporter(events.onHealth);
      health.say("connecting");
      const network = leaseNetwork(source);
      let bbmdProblem: string | null = null;
      const session = startSession(source, network.port, {
        onReadings: events.onReadings,
        onState(problem, refused) {
          if (problem !== null) return health.say("failed", `${source.address}: ${problem}`);
          const polled = refused > 0 ? `${refused} points are polled: the device takes no subscription` : null;
          const detail = [bbmdProblem, polled].filter((one) => one !== null).join("; ");
          health.say("connected", detail === "" ? undefined : detail);
        },
      });
      const { bbmd } = source;
      const onBbmd = (problem: string | null) => {
        bbmdProblem = problem;
      };
      const leaveBbmd = bbmd === undefined ? () => {} : network.port.keepRegistered(bbmd, onBbmd);
      stop = () => {
        health.close();
        session.stop();
        leaveBbmd();
        network.release();
      };
    },
    async stop() {
      stop();
      stop = () => {};
    },
  };
}
