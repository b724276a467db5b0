import { once } from "node:events";
import { systemClock as clock } from "@outstation/kit/clock";
import { startBacnetDevice } from "@outstation/local/hardware/bacnet/device";
import { startModbusMeter } from "@outstation/local/hardware/modbus/meter";
import { startOpcUaServer } from "@outstation/local/hardware/opcua/server";
import { type HardwarePlan, indexOf } from "./hardware-plan";
import { createNumberedMachine } from "./numbered-machine";

const [plan] = (await once(process, "message")) as [HardwarePlan];
const machine = createNumberedMachine(plan.from, (point) => indexOf(point) >= plan.moving);
const { source, folder } = plan;
switch (source.driver) {
  case "opcua":
    await startOpcUaServer({ source, machine, setpoint: "none", folder, clock });
    break;
  case "bacnet":
    await startBacnetDevice({
      ...{ source, machine, clock, deviceInstance: 1001, deviceName: source.id },
      onDropped: () => {},
    });
    break;
  case "modbus":
    await startModbusMeter({ source, machine, clock });
    break;
}
process.on("disconnect", () => process.exit(0));
process.send?.("ready");
