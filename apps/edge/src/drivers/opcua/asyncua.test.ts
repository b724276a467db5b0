import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createLogger } from "@outstation/kit/logger";
import { createAsyncuaPeer, whyNoAsyncua } from "@outstation/local/hardware/opcua/asyncua-peer";
import { freePorts } from "@outstation/local/ports";
import { type DriverPeer, driverContract } from "../driver-contract";
import { createOpcUaDriver } from "./driver";

async function asyncuaServer(): Promise<DriverPeer> {
  const folder = mkdtempSync(join(tmpdir(), "outstation-asyncua-"));
  const dataDir = join(folder, "edge");
  const { globexOpcUa: port } = await freePorts();
  const peer = createAsyncuaPeer({ folder, port, points: 3, samplingMs: 100 });
  let next = -1;
  let lives = 0;
  return {
    driver: () => createOpcUaDriver(peer.source, { dataDir, logger: createLogger("test", "silent") }),
    points: peer.source.points.map(({ name }) => name),
    async start() {
      // Every life numbers its namespaces otherwise.
      await peer.start({ namespacesBefore: Array.from({ length: lives++ }, (_, n) => `urn:somebody:${n}`) });
      await peer.meet(dataDir);
    },
    stop: peer.stop,
    change() {
      const value = next--;
      peer.show("p1", value);
      return { point: "p1", is: (reading) => reading.value === value };
    },
    writes: peer.writes,
    async close() {
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

driverContract("OPC UA, against Python's asyncua", asyncuaServer, whyNoAsyncua());
