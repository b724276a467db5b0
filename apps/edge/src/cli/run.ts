import { rm } from "node:fs/promises";
import { systemClock as clock } from "@outstation/kit/clock";
import { createLogger } from "@outstation/kit/logger";
import { runUntilStopped } from "@outstation/kit/process";
import { startGateway } from "../compose";
import { openIdentity, openProgressOf } from "../identity/identity";
import { HEALTHY } from "../update/installation";
import type { SupervisorLink } from "../update/start-updates";
import { pidFileIn, writePid } from "./running";
import type { Settings } from "./settings";

/** `outstation-edge run`: the gateway, until it is told to stop. @throws Fault as `openIdentity` does */
export async function run(settings: Settings): Promise<void> {
  const { dataDir, claimFile, proxy, software, installDir } = settings;
  const stopping = new AbortController();
  let stopGateway = async () => {};
  runUntilStopped(async () => {
    stopping.abort();
    await stopGateway();
    await rm(pidFileIn(dataDir), { force: true });
  });
  const logger = createLogger("edge");
  const identity = await openIdentity({ dataDir, claimFile, clock, logger, proxy, signal: stopping.signal });
  if (identity === null) return;
  await writePid(dataDir);
  const named = logger.child({ tenant: identity.tenant, device: identity.device });
  const progress = await openProgressOf(identity, claimFile, clock, proxy);
  const gateway = await startGateway({
    ...{ identity, dataDir, software, clock, logger: named, progress, proxy },
    supervisor: supervisorOf(installDir),
  });
  stopGateway = gateway.stop;
  if (stopping.signal.aborted) await gateway.stop();
  else await gateway.connectedOnce.then(() => named.info("ready"));
}

/** A supervisor is told over the channel it started this process with, and starts the next version when this one has ended. */
const supervisorOf = (installDir: string): SupervisorLink | null =>
  installDir === ""
    ? null
    : {
        installDir,
        sayHealthy: () => process.send?.(HEALTHY),
        restart: () => process.kill(process.pid, "SIGTERM"),
      };
