import { createLogger } from "@outstation/kit/logger";
import { composeRebuild } from "./latest/compose";

// rebuild-latest: fills the Redis at REDIS_URL with every last value that Postgres has, and takes out devices that are gone.
// The workers do so by themselves when they start and after every trouble; this is for before they start, and for doubt.
const { rebuild, close } = await composeRebuild(createLogger("rebuild-latest", "info"));
try {
  const { tenants, devices, removed } = await rebuild();
  process.stdout.write(`${tenants} tenants, ${devices} devices written, ${removed} that are gone removed.\n`);
} finally {
  await close();
}
