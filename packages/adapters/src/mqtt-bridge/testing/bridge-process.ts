import { closeSync, fdatasyncSync, openSync, readFileSync, writeSync } from "node:fs";
import { createBatcher } from "@outstation/kit/batcher";
import { createLogger } from "@outstation/kit/logger";
import { createMqttBridge, type MqttBridgeOptions } from "../mqtt-bridge";

// A bridge in a process of its own, to be killed: what it takes over is in the file, on disk, before it is acknowledged.

export type BridgeProcessOptions = Omit<MqttBridgeOptions, "now" | "logger"> & { readonly logFile: string };

const [optionsFile = ""] = process.argv.slice(2);
const options: BridgeProcessOptions = JSON.parse(readFileSync(optionsFile, "utf8"));
const fd = openSync(options.logFile, "a");
// What a kill left half written ends here.
writeSync(fd, "\n");
const batcher = createBatcher<string>({
  itemsMax: 100,
  flush: async (lines) => {
    writeSync(fd, `${lines.map((line) => `<${line}>`).join("\n")}\n`);
    fdatasyncSync(fd);
  },
});
const bridge = createMqttBridge({ ...options, now: Date.now, logger: createLogger("bridge", "warn") });
await bridge.listen({ accept: ({ payload }) => batcher.add(Buffer.from(payload).toString()) });
process.once("SIGTERM", async () => {
  await bridge.close();
  closeSync(fd);
  process.exit(0);
});
