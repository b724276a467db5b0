import { inheritedEnv, millis, readEnv } from "@outstation/kit/env";
import { fault } from "@outstation/kit/fault";
import { createLogger } from "@outstation/kit/logger";
import { runUntilStopped } from "@outstation/kit/process";
import type { Settings } from "../cli/settings";
import { ensureInstalled } from "./installation";
import { superviseGateway } from "./supervisor";

/**
 * `outstation-edge supervise`: what a service does in the place of `run` where firmware is to come from the platform. The first
 * time the bundle that runs is put in its place as the first version; from then on `current.json` says which one is started.
 * @throws Fault `edge.no_install_dir`
 */
export async function supervise({ installDir, software }: Settings): Promise<void> {
  if (installDir === "")
    throw fault("edge.no_install_dir", "Say in EDGE_INSTALL_DIR where the versions of the gateway are to be kept.");
  const { EDGE_TRIAL_MS: trialMs } = readEnv({
    /** How long a new version has to reach the platform before the old one runs again. */
    EDGE_TRIAL_MS: millis(180_000),
  });
  await ensureInstalled(installDir, { version: software.split(" ")[1] ?? "", bundle: process.argv[1] ?? "" });
  const logger = createLogger("edge-supervisor");
  const env = inheritedEnv({ EDGE_INSTALL_DIR: installDir });
  const supervisor = superviseGateway({ folder: installDir, env, trialMs, logger });
  runUntilStopped(supervisor.stop);
  await supervisor.ended;
}
