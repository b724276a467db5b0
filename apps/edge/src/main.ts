import { systemClock as clock } from "@outstation/kit/clock";
import { readEnv, text } from "@outstation/kit/env";
import { Fault } from "@outstation/kit/fault";
import { createLogger } from "@outstation/kit/logger";
import { runUntilStopped } from "@outstation/kit/process";
import packageJson from "../package.json" with { type: "json" };
import { startGateway } from "./compose";
import { openIdentity, openProgressOf } from "./identity/identity";

const env = readEnv({
  /** Key, certificate, edge package and spool. */
  EDGE_DATA_DIR: text(),
  /** JSON of a Claim; needed until the device has enrolled. */
  EDGE_CLAIM_FILE: text(""),
});
const stopping = new AbortController();
let stopGateway = async () => {};
runUntilStopped(async () => {
  stopping.abort();
  await stopGateway();
});

const logger = createLogger("edge");
try {
  const identity = await openIdentity({
    dataDir: env.EDGE_DATA_DIR,
    claimFile: env.EDGE_CLAIM_FILE,
    clock,
    logger,
    signal: stopping.signal,
  });
  if (identity !== null) {
    const named = logger.child({ tenant: identity.tenant, device: identity.device });
    const gateway = await startGateway({
      identity,
      dataDir: env.EDGE_DATA_DIR,
      software: `outstation-edge ${packageJson.version}`,
      clock,
      logger: named,
      progress: await openProgressOf(identity, env.EDGE_CLAIM_FILE, clock),
    });
    stopGateway = gateway.stop;
    if (stopping.signal.aborted) await gateway.stop();
    else await gateway.connectedOnce.then(() => named.info("ready"));
  }
} catch (reason) {
  if (!(reason instanceof Fault)) throw reason;
  logger.fatal({ code: reason.code }, reason.publicMessage);
  process.exitCode = 1;
  process.disconnect?.();
}
