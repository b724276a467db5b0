import type { EdgeSource } from "@outstation/contracts/edge/package";
import type { Logger } from "@outstation/kit/logger";
import type { Driver } from "./driver";

/** The driver of a source. Each protocol's library is loaded only where the package has a source for it: node-opcua alone takes 60 MB. */
export async function createDriver(
  source: EdgeSource,
  options: { readonly dataDir: string; readonly logger: Logger },
): Promise<Driver> {
  switch (source.driver) {
    case "opcua": {
      const { createOpcUaDriver } = await import("./opcua/driver");
      return createOpcUaDriver(source, options);
    }
    case "bacnet": {
      const { createBacnetDriver } = await import("./bacnet/driver");
      return createBacnetDriver(source);
    }
    case "modbus": {
      const { createModbusDriver } = await import("./modbus/driver");
      return createModbusDriver(source, options);
    }
    case "pi-web-api": {
      const { createPiWebApiDriver } = await import("./pi-web-api/driver");
      return createPiWebApiDriver(source, options);
    }
    case "sql": {
      const { createSqlDriver } = await import("./sql/driver");
      return createSqlDriver(source, options);
    }
  }
}
