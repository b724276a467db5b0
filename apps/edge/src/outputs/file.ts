import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import type { FileOutput } from "@outstation/contracts/edge/alarms";
import { writeDurably } from "../identity/durable-file";
import type { OutputOptions, OutputPort } from "./output";

/** `on` or `off` in a file of the gateway's `outputs` folder, for whatever else on site looks there. */
export function openFileOutput({ file }: FileOutput, { dataDir }: OutputOptions): OutputPort {
  const folder = join(dataDir, "outputs");
  return {
    async write(on) {
      await mkdir(folder, { recursive: true });
      await writeDurably(join(folder, file), on ? "on\n" : "off\n", 0o644);
    },
    close: async () => {},
  };
}
