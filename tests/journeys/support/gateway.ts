import { join } from "node:path";
import { type Identity, openIdentity } from "@outstation/edge/identity/identity";
import { systemClock } from "@outstation/kit/clock";
import { createLogger } from "@outstation/kit/logger";
import type { JourneyPlatform } from "./platform";

/** Enrols a demo gateway with its claim, through the same doors as the gateway process, for a test to act as it. */
export async function enrolAsGateway(platform: JourneyPlatform, tenant: string): Promise<Identity> {
  const gateway = platform.gateways.find((candidate) => candidate.tenant === tenant);
  if (gateway === undefined) throw new Error(`the demo has no gateway of ${tenant}`);
  const identity = await openIdentity({
    dataDir: join(platform.dataDir, "test-identities", tenant),
    claimFile: gateway.claimFile,
    clock: systemClock,
    logger: createLogger("test", "warn"),
    signal: new AbortController().signal,
  });
  if (identity === null) throw new Error("enrolment was aborted");
  return identity;
}
