import { join } from "node:path";
import type { EdgeSource } from "@outstation/contracts/edge/package";
import { systemClock as clock } from "@outstation/kit/clock";
import { port, readEnv, text } from "@outstation/kit/env";
import { createLogger } from "@outstation/kit/logger";
import { runUntilStopped } from "@outstation/kit/process";
import { setErrorLogger, setWarningLogger } from "node-opcua";
import { type DemoTenant, defaultHardwarePorts, demoFleet } from "../../../../prisma/seed/demo-fleet";
import { startBacnetDevice } from "./bacnet/device";
import { createAirHandler } from "./machines/air-handler";
import { createCanFiller } from "./machines/can-filler";
import type { Machine } from "./machines/machine";
import { createPackagingLine } from "./machines/packaging-line";
import { createPowerMeter } from "./machines/power-meter";
import { startModbusMeter } from "./modbus/meter";
import { startOpcUaServer } from "./opcua/server";

const env = readEnv({
  ACME_OPCUA_PORT: port(defaultHardwarePorts.acmeOpcUa),
  ACME_BACNET_PORT: port(defaultHardwarePorts.acmeBacnet),
  ACME_MODBUS_PORT: port(defaultHardwarePorts.acmeModbus),
  GLOBEX_OPCUA_PORT: port(defaultHardwarePorts.globexOpcUa),
  GLOBEX_MODBUS_PORT: port(defaultHardwarePorts.globexModbus),
  /** The OPC UA servers keep their keys and lists of trusted certificates here. */
  HARDWARE_DATA_DIR: text(),
});
const logger = createLogger("hardware");
const startedAt = clock.now();
// node-opcua prints to the console otherwise, between the lines of the log.
setWarningLogger((...parts) => logger.debug({ library: "node-opcua" }, parts.join(" ")));
setErrorLogger((...parts) => logger.warn({ library: "node-opcua" }, parts.join(" ")));

const fleet = demoFleet({
  acmeOpcUa: env.ACME_OPCUA_PORT,
  acmeBacnet: env.ACME_BACNET_PORT,
  acmeModbus: env.ACME_MODBUS_PORT,
  globexOpcUa: env.GLOBEX_OPCUA_PORT,
  globexModbus: env.GLOBEX_MODBUS_PORT,
});

/** What stands behind each source of the demo fleet, by the source's id. */
function machines(): Record<string, Machine> {
  const line = createPackagingLine(startedAt);
  const filler = createCanFiller(startedAt);
  return {
    "line-3-plc": line,
    "ahu-1-controller": createAirHandler(startedAt),
    "meter-main": createPowerMeter({ startedAt, powerKw: line.powerKw, meanKw: 60 }),
    "filler-1-plc": filler,
    "meter-hall-1": createPowerMeter({ startedAt, powerKw: filler.powerKw, meanKw: 22 }),
  };
}

function start(tenant: DemoTenant, source: EdgeSource, machine: Machine) {
  switch (source.driver) {
    case "opcua":
      return startOpcUaServer({
        source,
        machine,
        setpoint: "filler_speed_setpoint",
        folder: join(env.HARDWARE_DATA_DIR, `opcua-${tenant.slug}`),
        clock,
      });
    case "bacnet":
      return startBacnetDevice({
        source,
        machine,
        deviceInstance: 1001,
        deviceName: source.id,
        clock,
        onDropped: (reason) => logger.debug({ reason }, "malformed BACnet datagram dropped"),
      });
    case "modbus":
      return startModbusMeter({ source, machine, clock });
    case "pi-web-api":
    case "sql":
      throw new Error(`the demo fleet has no simulated ${source.driver}, which source ${source.id} needs`);
  }
}

const behind = machines();
const devices = await Promise.all(
  fleet.flatMap((tenant) =>
    tenant.edgePackage.sources.map((source) => {
      const machine = behind[source.id];
      if (machine === undefined) throw new Error(`no simulated machine stands behind source ${source.id}`);
      return start(tenant, source, machine);
    }),
  ),
);
runUntilStopped(async () => {
  await Promise.all(devices.map((device) => device.stop()));
});
logger.info({ devices: devices.length, startMs: clock.now() - startedAt }, "ready");
