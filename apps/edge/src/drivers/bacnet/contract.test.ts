import { createBacnetController } from "@outstation/local/hardware/bacnet/controller";
import { type DriverPeer, driverContract } from "../driver-contract";
import { createBacnetDriver } from "./driver";

function controllerThat(source: Parameters<typeof createBacnetController>[0]["source"] = {}) {
  return async (): Promise<DriverPeer> => {
    const controller = createBacnetController({ points: 3, source });
    // It chooses its port at its first start.
    await controller.start();
    await controller.stop();
    let next = 1000;
    return {
      driver: () => createBacnetDriver(controller.source()),
      points: ["p1", "p2", "p3"],
      start: controller.start,
      stop: controller.stop,
      change() {
        const value = next++;
        controller.shown.p1 = { value, status: "good" };
        return { point: "p1", is: (reading) => reading.value === value };
      },
      writes: controller.writesAsked,
      close: async () => {},
    };
  };
}

driverContract("BACnet/IP, polled, against a bacstack device", controllerThat());
driverContract(
  "BACnet/IP, subscribed, against a bacstack device",
  controllerThat({ cov: "confirmed", covLifetimeS: 8, pollMs: 60_000 }),
);
