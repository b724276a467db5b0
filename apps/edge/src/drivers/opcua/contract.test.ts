import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createLogger } from "@outstation/kit/logger";
import { createController } from "@outstation/local/hardware/opcua/controller";
import { freePorts } from "@outstation/local/ports";
import { type DriverPeer, driverContract } from "../driver-contract";
import { createOpcUaDriver } from "./driver";

async function encryptedController(): Promise<DriverPeer> {
  const folder = mkdtempSync(join(tmpdir(), "outstation-opcua-contract-"));
  const dataDir = join(folder, "edge");
  const { acmeOpcUa: port } = await freePorts();
  const controller = createController({ name: "line", folder, port, points: 3, samplingMs: 100 });
  let next = -1;
  return {
    driver: () => createOpcUaDriver(controller.source, { dataDir, logger: createLogger("test", "silent") }),
    points: controller.source.points.map(({ name }) => name),
    async start() {
      await controller.start();
      await controller.meet(dataDir);
    },
    stop: controller.stop,
    change() {
      const value = next--;
      controller.shown.set("p1", { value, status: "good" });
      return { point: "p1", is: (reading) => reading.value === value };
    },
    writes: controller.changesAsked,
    links: () => controller.server().connections(),
    async close() {
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

driverContract("OPC UA, against an encrypted node-opcua server", encryptedController);
