import { inheritedEnv, millis, readEnv, text } from "@outstation/kit/env";
import { createLogger } from "@outstation/kit/logger";
import { runUntilStopped } from "@outstation/kit/process";
import { superviseGateway } from "./supervisor";

// What the machine starts where firmware is to be updated from the platform: it runs the gateway and changes its version.

const env = readEnv({
  /** `current.json` and `versions/`. */
  EDGE_INSTALL_DIR: text(),
  /** How long a new version has to reach the platform before the old one runs again. */
  EDGE_TRIAL_MS: millis(180_000),
});
const logger = createLogger("edge-supervisor");
const supervisor = superviseGateway({
  folder: env.EDGE_INSTALL_DIR,
  env: inheritedEnv({ EDGE_INSTALL_DIR: env.EDGE_INSTALL_DIR }),
  trialMs: env.EDGE_TRIAL_MS,
  logger,
});
runUntilStopped(supervisor.stop);
supervisor.ended.catch((reason: unknown) => {
  logger.fatal({ err: reason }, "there is no version to run");
  process.exit(1);
});
