import { join } from "node:path";
import { type RunningPlatform, startPlatform } from "@outstation/local/platform";
import type { PlatformOptions } from "@outstation/local/platform-options";
import { freePorts, type Ports } from "@outstation/local/ports";
import { makeTestFolder } from "@outstation/local/temp-folder";

export type JourneyPlatform = RunningPlatform & { end(): Promise<void> };

/** The platform as `npm start` brings it up, in a folder and on ports of its own. */
export async function startJourney(
  options: Pick<PlatformOptions, "simulators" | "webApps">,
  ports?: Ports,
): Promise<JourneyPlatform> {
  const folder = await makeTestFolder();
  const dataDir = join(folder.path, "data");
  const report = (line: string) => console.log(`platform: ${line}`);
  const platform = await startPlatform({ dataDir, ports: ports ?? (await freePorts()), report, ...options });
  return {
    ...platform,
    end: async () => {
      await platform.stop();
      folder.remove();
    },
  };
}
